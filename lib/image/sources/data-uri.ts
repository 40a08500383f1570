import { DepthError } from '../../errors'
import { openEncoded } from '../encoded'
import { textSource } from './text-source'

/** A data URI (RFC 2397) in base64, whatever its media type says. */
export const dataUriSource = textSource({
  name: 'a data URI',
  matches: (text) => /^data:/i.test(text),
  open: (text, label, { maxPixels }) =>
    openEncoded(dataUriBytes(text, label), `${label} (data URI)`, maxPixels),
})

/** @throws DepthError INPUT_UNSUPPORTED where it is not base64 */
function dataUriBytes(text: string, label: string): Buffer {
  const comma = text.indexOf(',')
  if (comma < 0 || !/;\s*base64\s*$/i.test(text.slice(0, comma))) {
    throw new DepthError(
      'INPUT_UNSUPPORTED',
      `${label} is a data URI without base64. Send images as "data:image/jpeg;base64,...".`,
    )
  }
  return Buffer.from(text.slice(comma + 1), 'base64')
}
