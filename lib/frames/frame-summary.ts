import { DepthError } from '../errors'
import { depthFrameBrand, hasBrand, imageFrameBrand } from './brand'

/** A frame as text: `String(frame)`, what a template makes of it, or its JSON. */
const asText =
  /^(ImageFrame|DepthFrame) \d+x\d+ |^\[object (Image|Depth)Frame\]$|^\{"type":"(Image|Depth)Frame"/
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * The error for what is left of a frame that became JSON or text (context on disk, MQTT), or that a
 * function node spread (`{ ...frame }`); undefined for any other value.
 *
 * @param where names the property, such as `msg.payload`
 */
export function frameSummaryError(value: unknown, where: string): DepthError | undefined {
  if (!isSummary(value)) return undefined
  return new DepthError(
    'INPUT_CLONED_FRAME',
    `${where} is only a summary of a frame, without its data: it was turned into JSON or text, or copied ` +
      'property by property. Frames stay in the memory of Node-RED. For MQTT, files or context on disk ' +
      'take the image before load image, or what render depth makes.',
  )
}

function isSummary(value: unknown): boolean {
  if (typeof value === 'string') return asText.test(value.trim())
  if (typeof value !== 'object' || value === null) return false
  if (hasBrand(value, imageFrameBrand) || hasBrand(value, depthFrameBrand)) return false
  const { type, id } = value as { readonly type?: unknown; readonly id?: unknown }
  if (typeof id !== 'string' || !uuid.test(id)) return false
  return type === 'ImageFrame' || type === 'DepthFrame' || Object.keys(value).length === 1
}
