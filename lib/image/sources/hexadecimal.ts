import { identify } from '../formats'
import type { EncodedText } from './encoded-text'

/** An image as `Buffer.toString('hex')` writes it. */
export const hexadecimal: EncodedText = {
  name: 'hexadecimal digits',
  kind: 'hexadecimal',
  matches: (text) => {
    const start = text.slice(0, 64)
    return /^[\da-f]{24,}$/i.test(start) && identify(Buffer.from(start, 'hex')) !== undefined
  },
  bytes: (text) => Buffer.from(text, 'hex'),
}
