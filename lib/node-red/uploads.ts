import { DepthError } from '../errors'
import { carriesImage } from '../image/sources'
import { hasBinary } from '../image/sources/not-a-path'
import type { FlowMessage } from './message'

/** What http in puts beside the payload, as far as it is used here. */
interface Request {
  readonly files?: unknown
  readonly headers?: Readonly<Record<string, unknown>>
}

/**
 * The uploaded files of a form, which http in puts beside the payload, where the payload itself has
 * no image in it but is empty or holds the form's other fields.
 *
 * @throws DepthError INPUT_MISSING where such a form came without a file
 */
export function uploadsBeside(msg: FlowMessage, payload: unknown): unknown {
  const { files, headers } = (msg['req'] ?? {}) as Request
  const hasFiles = Array.isArray(files) && files.length > 0
  if (!hasFiles && !isForm(headers?.['content-type'], payload)) return undefined
  const isBeside =
    payload === undefined || (typeof payload === 'object' && !carriesImage(payload, 'msg.payload'))
  if (!isBeside) return undefined
  if (hasFiles) return files
  throw new DepthError(
    'INPUT_MISSING',
    'The form that was sent to http in has no file in it. Give the form <input type="file" name="image"> ' +
      'and enctype="multipart/form-data", and tick "Accept file uploads" in http in.',
  )
}

/** Whether a form was sent; a client that names no type of its bytes says that they are one. */
function isForm(type: unknown, payload: unknown): boolean {
  if (/^multipart\/form-data/i.test(String(type))) return true
  const names = Object.keys(Object(payload) as object)
  return /^application\/x-www-form-urlencoded/i.test(String(type)) && !names.some(hasBinary)
}
