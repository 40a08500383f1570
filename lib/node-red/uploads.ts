import { carriesImage } from '../image/sources'
import type { FlowMessage } from './message'

/**
 * The uploaded files of a form, which http in puts beside the payload, where the payload itself has
 * no image in it but is empty or holds the form's other fields.
 */
export function uploadsBeside(msg: FlowMessage, payload: unknown): unknown {
  const { files } = (msg['req'] ?? {}) as { readonly files?: unknown }
  if (!Array.isArray(files) || files.length === 0) return undefined
  const isForm =
    payload === undefined || (typeof payload === 'object' && !carriesImage(payload, 'msg.payload'))
  return isForm ? files : undefined
}
