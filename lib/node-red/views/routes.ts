/**
 * The last images and depth maps of nodes, for the editor, below Node-RED's admin root:
 *
 * | route | fields | answer |
 * | --- | --- | --- |
 * | GET depth-view/latest | | ViewSummary[], the latest of each node last |
 * | GET depth-view/image | node, key, id, part, width, colorMap | an encoded image |
 * | GET depth-view/values | node, key, id | float32 depth values, little endian, rows from the top |
 *
 * The permission is `depth-view.read`. `node`, `key` and `id` are those of a ViewSummary, `part` is
 * `image` or `depth`. A frame that a newer one has replaced is VIEW_GONE.
 *
 * For a minute after a request for `latest`, what is new is published to the topic `depth-view`
 * (RED.comms) as ViewSummary[], at most twice a second. Nothing is encoded before it is asked for.
 */
import type { NodeAPI } from 'node-red'
import { DepthError, toDepthError } from '../../errors'
import { isColorMapName } from '../../render/color-maps'
import { bytesHandler, jsonHandler, type Fields } from '../admin/request'
import type { Drawing } from './snapshot'
import { subflowOf } from './subflow'
import { viewParts } from './summary'
import { Views } from './views'

const frameFields = ['node', 'key', 'id'] as const
const drawingFields = ['part', 'width', 'colorMap'] as const

/** As wide as an image for the editor may be, in pixels. */
const largestWidth = 4096

const known = new WeakMap<object, Views>()

/** The views of this Node-RED; registers the routes at the first call. */
export function viewsOf(RED: NodeAPI): Views {
  const found = known.get(RED.httpAdmin)
  if (found !== undefined) return found
  const views = new Views({
    publish: (news) => RED.comms.publish('depth-view', news, false),
    subflowOf: (node) => subflowOf(RED, node),
  })
  known.set(RED.httpAdmin, views)
  const permitted = RED.auth.needsPermission('depth-view.read')
  const handlers = {
    latest: jsonHandler([], () => Promise.resolve(views.look())),
    image: bytesHandler([...frameFields, ...drawingFields], ({ node, key, id, ...fields }) =>
      views.snapshot(node, key, id).draw(drawingOf(fields)).catch(withoutSource),
    ),
    values: bytesHandler(frameFields, ({ node, key, id }) =>
      Promise.resolve({
        mime: 'application/octet-stream',
        bytes: valuesOf(views.snapshot(node, key, id).depth?.data ?? new Float32Array()),
      }),
    ),
  }
  for (const [path, handler] of Object.entries(handlers)) {
    RED.httpAdmin.get(`/depth-view/${path}`, permitted, handler)
  }
  return views
}

/** The error's own message names the source of the image, which may be a path. */
function withoutSource(thrown: unknown): never {
  const { code } = toDepthError(thrown)
  throw new DepthError(code, 'The image cannot be drawn.', { cause: thrown })
}

function drawingOf(fields: Fields<(typeof drawingFields)[number]>): Drawing {
  const part = viewParts.find((candidate) => candidate === fields.part)
  const width = Number(fields.width)
  const { colorMap } = fields
  const isWidth = Number.isInteger(width) && width >= 1 && width <= largestWidth
  if (part !== undefined && isWidth && isColorMapName(colorMap)) return { part, width, colorMap }
  throw new DepthError(
    'REQUEST_INVALID',
    `The request needs part (${viewParts.join(' or ')}), width (1 to ${largestWidth}) and the name of a color map.`,
  )
}

function valuesOf({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
