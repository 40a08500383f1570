import { copyValues } from '../copy-values'
import { now } from '../clock'
import { mapCamera } from '../depth/geometry/camera'
import { DepthError, messageOf } from '../errors'
import type { Camera } from '../frames/camera'
import type { DepthFrame } from '../frames/depth-frame'
import type { DecodedPixels, Size } from '../frames/image-frame'
import { decodeStage } from '../image/decode-stage'
import { cameraOf, croppedCamera } from '../image/lens'
import { JobThread } from '../job-thread'
import type { Measured } from '../timing/timeline'
import type { CloudChoice } from './cloud'
import type { EncodeAnswer, EncodeRequest, EncodeTask } from './encode-job'
import { exportFormats, type ExportName } from './format-names'
import { encoders, type NamesOf } from './formats'
import { scalingFor, type LevelChoice, type Scaling } from './levels'

/** Which points make a point cloud, and where they lie. */
interface PointOptions extends CloudChoice {
  /** Across the width of the whole image, in degrees; undefined: the frame's own camera. */
  readonly fieldOfView: number | undefined
  /** Whether depth that was not calibrated becomes points too, which are not to scale. */
  readonly allowRelative: boolean
}

export interface ExportOptions {
  readonly format: ExportName
  /** Of the values; a point cloud always has the model's. */
  readonly size: 'model' | 'source'
  readonly levels: LevelChoice
  readonly points: PointOptions
}

export interface ExportedDepth {
  readonly bytes: Buffer
  readonly size: Size
  readonly scaling: Scaling
  /** How many finite values had no level, see `toLevels`. */
  readonly outside: number
  readonly measured: readonly Measured[]
}

/** Values as they are. */
const unscaled: Scaling = { scale: 1, offset: 0 }

/** As many as sharp takes; in the thread, more could take up all memory. */
const maxValues = 0x3fff ** 2

const thread = new JobThread<EncodeRequest, EncodeAnswer>({
  file: 'export/encode-worker.js',
  name: 'depth export',
  stopped: (cause) => exportFailed(cause ?? 'the thread was ended', cause),
})

/**
 * Encodes depth in one of the formats, in a thread and in sharp's threads; the frame is only read.
 *
 * @throws DepthError EXPORT_FAILED, RUNTIME_MISSING; for points INPUT_UNSUPPORTED where the depth is
 * relative, CAMERA_UNKNOWN, IMAGE_DAMAGED
 */
export async function exportDepth(
  frame: DepthFrame,
  options: ExportOptions,
): Promise<ExportedDepth> {
  const { layout } = exportFormats[options.format]
  const model = { width: frame.width, height: frame.height }
  const size = options.size === 'source' && layout !== 'points' ? frame.source : model
  checkSize(size)
  const scaling =
    layout === 'levels' ? scalingFor(options.levels, frame.kind, frame.range) : unscaled
  const colors = layout === 'points' ? await colorsOf(frame, options.points, model) : undefined
  const started = now()
  const task = taskOf(frame, options, scaling, colors)
  const values = new Float32Array(frame.data.length)
  await copyValues(frame.data, values)
  const request = { map: { ...model, values }, target: size, task }
  const { bytes, outside } = await thread.ask(request, [values.buffer])
  const file = await finished(bytes, options.format, size)
  const isResized = size.width !== model.width || size.height !== model.height
  const includes = isResized ? (['upsample', 'transfer'] as const) : (['transfer'] as const)
  const encode: Measured = { stage: 'encode', at: started, ms: now() - started, includes }
  const measured = colors === undefined ? [encode] : [decodeStage(colors), encode]
  return { bytes: file, size, scaling, outside, measured }
}

function taskOf(
  frame: DepthFrame,
  { format, points }: ExportOptions,
  scaling: Scaling,
  colors: DecodedPixels | undefined,
): EncodeTask {
  if (isOf('values', format)) return { layout: 'values', format }
  if (!isOf('points', format)) return { layout: 'levels', scaling }
  const { kind, range, source } = frame
  const camera = mapCamera(cameraFor(frame, points), source, frame)
  const { stride, limit, withoutEdges } = points
  const cloud = { stride, limit, withoutEdges, kind, range, camera }
  return { layout: 'points', format, cloud, image: colors?.pixels.data }
}

function isOf<L extends 'values' | 'points' | 'levels'>(
  layout: L,
  format: ExportName,
): format is NamesOf<L> {
  return exportFormats[format].layout === layout
}

/** What the thread made, as a file. */
async function finished(
  bytes: EncodeAnswer['bytes'],
  format: ExportName,
  size: Size,
): Promise<Buffer> {
  if (!isOf('levels', format)) return Buffer.from(bytes.buffer)
  try {
    return await encoders.levels[format](bytes as Uint16Array, size)
  } catch (cause) {
    if (cause instanceof DepthError) throw cause
    throw exportFailed(cause, cause)
  }
}

/** The colors of points, one for each value; undefined where the depth came without its image. */
async function colorsOf(
  frame: DepthFrame,
  points: PointOptions,
  size: Size,
): Promise<DecodedPixels | undefined> {
  if (frame.unit !== 'm' && !points.allowRelative) {
    throw new DepthError(
      'INPUT_UNSUPPORTED',
      `The depth of ${frame.model} is relative: it has no unit, and a point cloud of it would be bent. ` +
        'Calibrate it, use a metric model, or tick "Points of relative depth too".',
    )
  }
  cameraFor(frame, points)
  return frame.image?.pixels(size)
}

/** @throws DepthError CAMERA_UNKNOWN */
function cameraFor(frame: DepthFrame, { fieldOfView }: PointOptions): Camera {
  const { crop, source } = frame
  if (fieldOfView !== undefined) {
    const whole = cameraOf({ fieldOfView }, crop?.of ?? source)
    return crop === undefined ? whole : croppedCamera(whole, crop)
  }
  if (frame.camera !== undefined) return frame.camera
  throw new DepthError(
    'CAMERA_UNKNOWN',
    'A point cloud needs the field of view of the camera, which is not known. Set "Field of view" ' +
      'in export depth, or "Lens" in load image.',
  )
}

function checkSize({ width, height }: Size): void {
  if (width * height <= maxValues) return
  const limit = Math.round(maxValues / 1e6)
  throw exportFailed(`${width}x${height} values are more than the limit of ${limit} million`)
}

function exportFailed(reason: unknown, cause?: unknown): DepthError {
  return new DepthError(
    'EXPORT_FAILED',
    `The depth cannot be exported: ${messageOf(reason)}. Choose a smaller size or another format.`,
    { cause },
  )
}
