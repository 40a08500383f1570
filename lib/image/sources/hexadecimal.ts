import { openEncoded } from '../encoded'
import { identify } from '../formats'
import { textSource } from './text-source'

/** An image as `Buffer.toString('hex')` writes it. */
export const hexadecimalSource = textSource({
  name: 'hexadecimal digits',
  matches: (text) => {
    const start = text.slice(0, 64)
    return /^[\da-f]{24,}$/i.test(start) && identify(Buffer.from(start, 'hex')) !== undefined
  },
  open: (text, label, { maxPixels }) =>
    openEncoded(Buffer.from(text, 'hex'), `${label} (hexadecimal)`, maxPixels),
})
