import sharp from 'sharp'
import { KeyCalibration } from '../../lib/depth/calibration/key-calibration'
import { regionsOfBoxes } from '../../lib/depth/regions/boxes'
import { Measurer } from '../../lib/depth/regions/measure'
import type { DepthFrame } from '../../lib/frames/depth-frame'
import { loadImage } from '../../lib/image/load'
import { samplePath } from '../../lib/image/sample-path'
import { annotations, type Annotation } from '../../nodes/depth-measure/annotations'
import { referencesOf } from '../../testing/frames/references'
import { withBundledModels } from './bundled-depth'
import { trueMeters } from './true-depth'

const size = { width: 960, height: 540 }
const fontSize = 22

/** What a detector might send for the room. */
const boxes = [
  { label: 'person', box: [0.43, 0.4, 0.53, 0.8] },
  { label: 'table', box: [0.54, 0.6, 0.72, 0.76] },
  { label: 'plant', box: [0.545, 0.7, 0.585, 0.83] },
]

/** The room with the annotations of measure depth drawn on it, as annotate image does. */
export async function annotated(): Promise<Buffer> {
  const { width, height, data, kind, range } = await calibratedRoom()
  const scale = { width: 1, height: 1 }
  const regions = regionsOfBoxes(boxes, 'boxes', { format: 'corners', scale, part: 0.5 })
  const { figures } = new Measurer().measure({
    width,
    height,
    data,
    kind,
    range,
    shapes: regions.map(({ shape }) => shape),
    whole: false,
    percents: [],
    limit: undefined,
    camera: undefined,
    empty: undefined,
  })
  const drawn = annotations(regions, figures, size).map(svgOf).join('')
  const svg = Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" ` +
      `font-family="sans-serif" font-size="${fontSize}">${drawn}</svg>`,
  )
  const image = sharp(samplePath('room')).resize(size)
  return image
    .composite([{ input: svg }])
    .jpeg({ quality: 90 })
    .toBuffer()
}

/** The depth of the rendered room by tiny-v2, in meters by four references. */
async function calibratedRoom(): Promise<DepthFrame> {
  const { frame: image } = await loadImage(samplePath('room'), { label: 'the sample' })
  const depth = await withBundledModels((depthOf) => depthOf(image, 'tiny-v2'))
  const references = referencesOf(await trueMeters('room', image), depth, 4)
  return new KeyCalibration(references, { isLive: false, holdMs: 0 }).apply(depth).frame
}

function svgOf({ bbox: [left, top, width, height], label }: Annotation): string {
  return (
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="none" stroke="#ffc000" stroke-width="3"/>` +
    `<text x="${left}" y="${top - 6}" fill="#ffc000" stroke="#000" stroke-width="3" paint-order="stroke">${label}</text>`
  )
}
