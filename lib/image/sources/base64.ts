import { DepthError } from '../../errors'
import { identify, identifyingBytes, identifyRefused } from '../formats'

/** Four characters of base64 are three bytes. */
const beginning = Math.ceil(identifyingBytes / 3) * 4

/**
 * The bytes of a data URI (RFC 2397) in base64, whatever its media type says.
 *
 * @throws DepthError INPUT_UNSUPPORTED where it is not base64
 */
export function dataUriBytes(text: string, label: string): Buffer {
  const comma = text.indexOf(',')
  if (comma < 0 || !/;\s*base64\s*$/i.test(text.slice(0, comma))) {
    throw new DepthError(
      'INPUT_UNSUPPORTED',
      `${label} is a data URI without base64. Images come as "data:image/jpeg;base64,...".`,
    )
  }
  return Buffer.from(text.slice(comma + 1), 'base64')
}

/**
 * Whether a text is an image in base64, to be told from a path: nothing but the letters of base64,
 * and a beginning that decodes to that of a known format. Image files have a dot in their name.
 */
export function isBase64Image(text: string): boolean {
  const start = text.slice(0, beginning)
  if (start.length < 64 || !/^[\w+/\s-]+={0,2}\s*$/.test(start)) return false
  const bytes = Buffer.from(start, 'base64')
  return identify(bytes) !== undefined || identifyRefused(bytes) !== undefined
}
