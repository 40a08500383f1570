import { now } from '../../clock'
import { DepthError, messageOf } from '../../errors'
import { DepthFrame } from '../../frames/depth-frame'
import type { DepthKind } from '../../frames/depth-kinds'
import type { ImageFrame, Size } from '../../frames/image-frame'
import { JobThread } from '../../job-thread'
import type { Measured, StageName, Timing } from '../../timing/timeline'
import type { DepthHeader } from '../depth-header'
import type { Scaling } from '../levels'
import { numberTypes } from './array-header'
import type { DecodeAnswer, DecodeRequest } from './decode-job'
import { readers, type Opened } from './readers'

/** What is said of bytes that come without `msg.depth`. */
export interface AssumedDepth extends Scaling {
  readonly kind: DepthKind
}

export interface DecodeOptions {
  /** Names the bytes in errors, such as `msg.payload`. */
  readonly label: string
  readonly header: DepthHeader | undefined
  readonly assumed: AssumedDepth
  /** The image that the depth belongs to, where it is at hand. */
  readonly image: ImageFrame | undefined
}

interface DecodedDepth {
  readonly frame: DepthFrame
  readonly measured: readonly Measured[]
}

/** Where nobody says what made the depth. */
const unknown = 'unknown'

const thread = new JobThread<DecodeRequest, DecodeAnswer>({
  file: 'export/decode/decode-worker.js',
  name: 'depth import',
  stopped: (cause) => invalid('It', `cannot be read: ${messageOf(cause)}`, cause),
})

/**
 * Turns the bytes of a NumPy file, a 16-bit PNG or raw values into a DepthFrame, in a thread and in
 * sharp's threads.
 *
 * @throws DepthError DEPTH_INVALID, RUNTIME_MISSING
 */
export async function decodeDepth(bytes: Buffer, options: DecodeOptions): Promise<DecodedDepth> {
  const { label, header, assumed, image } = options
  const started = now()
  const { array, bytes: numbers } = await open(bytes, label, header)
  checkSize(array, label, header)
  const { width, height, type, start } = array
  const end = start + width * height * numberTypes[type].bytes
  // A copy, since whoever sent the bytes may write into them.
  const own = new Uint8Array(numbers.subarray(start, end)).buffer
  const { scale, offset, kind } = header ?? assumed
  const request = { bytes: own, type, scaling: { scale, offset } }
  const { values, range } = await thread.ask(request, [own])
  const frame = new DepthFrame({
    ...{ data: values, width, height, kind, range, image },
    model: header?.model ?? unknown,
    provider: header?.provider ?? unknown,
    precision: header?.precision,
    inputSize: header?.inputSize,
    anchor: header?.anchor,
    imageFacts: header && {
      ...header.source,
      crop: header.crop,
      captured: header.captured,
      unusable: header.unusable,
      camera: header.geometry,
    },
  })
  const decode: Measured = { stage: 'decode', at: started, ms: now() - started }
  return { frame, measured: [...remote(header?.timing, started), decode] }
}

async function open(
  bytes: Buffer,
  label: string,
  header: DepthHeader | undefined,
): Promise<Exclude<Opened, string>> {
  const reader = readers.find(({ matches }) => matches(bytes, header))
  if (reader === undefined) {
    const names = readers.map(({ name }) => name).join(', ')
    throw invalid(label, `is none of these: ${names}`)
  }
  const opened = await Promise.resolve(reader.open(bytes, header)).catch((cause: unknown) => {
    if (cause instanceof DepthError) throw cause
    throw invalid(label, `is damaged and cannot be read: ${messageOf(cause)}`, cause)
  })
  if (typeof opened === 'string') throw invalid(label, `is not depth: ${opened}`)
  return opened
}

function checkSize({ width, height }: Size, label: string, header: DepthHeader | undefined): void {
  if (header === undefined || (header.width === width && header.height === height)) return
  throw invalid(
    label,
    `has ${width}x${height} values where msg.depth says ${header.width}x${header.height}`,
  )
}

/**
 * What another machine did, as one stage that ended when its answer came: the clocks of two machines
 * differ, so that only its durations count.
 */
function remote(timing: Timing | undefined, received: number): Measured[] {
  if (timing === undefined || timing.stages.length === 0) return []
  const durations: Partial<Record<StageName, number>> = {}
  for (const { stage, ms } of timing.stages) durations[stage] = (durations[stage] ?? 0) + ms
  const first = Math.min(...timing.stages.map(({ start }) => start))
  const last = Math.max(...timing.stages.map(({ start, ms }) => start + ms))
  return [{ stage: 'remote', at: received - (last - first), ms: last - first, durations }]
}

function invalid(label: string, problem: string, cause?: unknown): DepthError {
  return new DepthError(
    'DEPTH_INVALID',
    `${label} ${problem}. Send what export depth writes as .npy or as 16-bit PNG.`,
    { cause },
  )
}
