import { identify, identifyingBytes, identifyRefused } from '../formats'
import type { EncodedText } from './encoded-text'

/** An image in base64 or base64url, with line breaks or without. */
export const base64Text: EncodedText = {
  name: 'base64',
  kind: 'base64',
  // A comma joins several.
  matches: (text) => isBase64Image(text) && !text.includes(','),
  bytes: bytesOfBase64,
}

/** Four characters of base64 are three bytes. */
const beginning = Math.ceil(identifyingBytes / 3) * 4

/** The smallest GIF has 48 characters. */
const shortest = 40

/**
 * Whether a text is an image in base64 and not a path: its beginning holds only the characters of
 * base64 and decodes to the beginning of a known format. Names of image files contain a dot.
 */
export function isBase64Image(text: string): boolean {
  const start = cleaned(text.slice(0, beginning))
  if (start.length < shortest || !/^[\w+/-]+={0,2}$/.test(start)) return false
  const bytes = Buffer.from(start, 'base64')
  return identify(bytes) !== undefined || identifyRefused(bytes) !== undefined
}

/** Also of base64 that JSON has escaped, or that a form has encoded. */
export function bytesOfBase64(text: string): Buffer {
  return Buffer.from(cleaned(text), 'base64')
}

function cleaned(text: string): string {
  const unescaped = text
    .replace(/\\[nr]|\\/g, '')
    .replace(/%([\da-f]{2})/gi, (_, hexadecimal: string) =>
      String.fromCharCode(Number.parseInt(hexadecimal, 16)),
    )
    .trim()
  return isFromForm(unescaped) ? unescaped.replace(/ /g, '+') : unescaped.replace(/\s+/g, '')
}

/** A form makes a space of each plus. Spaces between lines leave groups of equal length. */
function isFromForm(text: string): boolean {
  const [first = '', ...others] = /[\r\n]/.test(text) ? [] : text.split(' ')
  const lines = [first, ...others.slice(0, -1)]
  return others.length > 0 && lines.some(({ length }) => length !== first.length || length % 4 > 0)
}
