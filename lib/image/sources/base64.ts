import { openEncoded } from '../encoded'
import { identify, identifyingBytes, identifyRefused } from '../formats'
import { textSource } from './text-source'

/** An image in base64 or base64url, with line breaks or without. */
export const base64Source = textSource({
  name: 'base64',
  matches: isBase64Image,
  open: (text, label, { maxPixels }) =>
    openEncoded(Buffer.from(text, 'base64'), `${label} (base64)`, maxPixels),
})

/** Four characters of base64 are three bytes. */
const beginning = Math.ceil(identifyingBytes / 3) * 4

/**
 * Whether a text is an image in base64 and not a path: its beginning holds only the characters of
 * base64 and decodes to the beginning of a known format. Names of image files contain a dot.
 */
function isBase64Image(text: string): boolean {
  const start = text.slice(0, beginning)
  if (start.length < 64 || !/^[\w+/\s-]+={0,2}\s*$/.test(start)) return false
  const bytes = Buffer.from(start, 'base64')
  return identify(bytes) !== undefined || identifyRefused(bytes) !== undefined
}
