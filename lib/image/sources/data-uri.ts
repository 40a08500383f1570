import { DepthError } from '../../errors'
import { openEncoded } from '../encoded'
import { bytesOfBase64 } from './base64'
import { textSource } from './text-source'

/** A data URI (RFC 2397) in base64, whatever its media type says. */
export const dataUriSource = textSource({
  name: 'a data URI',
  matches: (text) => /^data:/i.test(text),
  open: (text, label, { maxPixels }) =>
    openEncoded(dataUriBytes(text, label), `${label} (data URI)`, maxPixels),
})

/** Some programs put a second one before the first. Parameters may hold commas. */
const headers = /^(data:[^;]{0,100}(;[^;]{0,200}){0,5};\s*base64\s*,\s*)+/i

/** @throws DepthError INPUT_UNSUPPORTED where it is not base64 */
function dataUriBytes(text: string, label: string): Buffer {
  const header = headers.exec(text)
  if (header === null) {
    const what = /^data:[^,]*,?$/i.test(text) ? 'an empty data URI' : 'a data URI without base64'
    throw new DepthError(
      'INPUT_UNSUPPORTED',
      `${label} is ${what}. Send images as "data:image/jpeg;base64,...".`,
    )
  }
  return bytesOfBase64(text.slice(header[0].length))
}
