import { DepthError } from '../../errors'
import { bytesOfBase64 } from './base64'
import type { EncodedText } from './encoded-text'

/** A data URI (RFC 2397) in base64, whatever its media type says, or what is left of its beginning. */
export const dataUri: EncodedText = {
  name: 'a data URI',
  kind: 'data URI',
  matches: isDataUri,
  bytes: dataUriBytes,
}

/** Whether a text begins as a data URI does, or without its scheme or its media type. */
export function isDataUri(text: string): boolean {
  return /^\s*(data:|(image\/[\w.+-]{1,50}\s*;\s*)?base64\s*,)/i.test(text)
}

/** Some programs put a second one before the first. Parameters may hold commas. */
const headers =
  /^((data:[^;]{0,100}(;[^;]{0,200}){0,5};|image\/[\w.+-]{1,50}\s*;)?\s*base64\s*,\s*)+/i

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
  const body = text.slice(header[0].length)
  if (body.includes(',')) {
    const message = `${label} has several data URIs in it. Send one message for each image.`
    throw new DepthError('INPUT_UNSUPPORTED', message)
  }
  return bytesOfBase64(body)
}
