import type { DecodedPixels } from '../../frames/image-frame'
import { decodeStage } from '../../image/decode-stage'
import type { Measured } from '../../timing/timeline'
import type { InferenceResult } from '../backends/backend'

/** When a frame passed each point on its way through a model, in epoch milliseconds from `now()`. */
export interface FrameTimes {
  readonly arrived: number
  /** When the device was granted to it. */
  readonly granted: number
  /** When its pixels were sent to the backend. */
  readonly sent: number
}

/** The stages of a frame, in order. */
export function frameStages(
  { arrived, granted, sent }: FrameTimes,
  decoded: DecodedPixels,
  { normalizeMs, remoteMs, inferenceMs, rangeMs, transferMs, cold }: InferenceResult,
  model: string,
  provider: string,
): readonly Measured[] {
  // One span for both directions: where the backend's clock lies within the round trip is unknown.
  const runAt = sent + transferMs
  const askedAt = runAt + normalizeMs
  const ranAt = askedAt + (remoteMs ?? 0)
  const what = { model, provider, ...(cold ? { cold: true } : {}) }
  return [
    ...waits(arrived, granted, decoded),
    decodeStage(decoded),
    { stage: 'transfer', at: sent, ms: transferMs },
    { stage: 'normalize', at: runAt, ms: normalizeMs },
    ...remoteStages(askedAt, remoteMs, inferenceMs === undefined ? { ...what, includes } : {}),
    ...(inferenceMs === undefined
      ? []
      : [{ stage: 'inference', at: ranAt, ms: inferenceMs, ...what } as const]),
    { stage: 'range', at: ranAt + (inferenceMs ?? 0), ms: rangeMs },
  ]
}

/** What the round trip to a server includes where the server does not report it. */
const includes = ['inference'] as const

function remoteStages(
  at: number,
  ms: number | undefined,
  what: Partial<Measured>,
): readonly Measured[] {
  return ms === undefined ? [] : [{ stage: 'remote', at, ms, ...what }]
}

/** The time between arrival and turn that the frame's decode does not fill. */
function waits(arrived: number, granted: number, decoded: DecodedPixels): readonly Measured[] {
  const decodedAt = Math.max(arrived, decoded.start + decoded.ms)
  const before = { at: arrived, ms: Math.min(granted, decoded.start) - arrived }
  const after = { at: decodedAt, ms: granted - decodedAt }
  const spans = [before, after].filter(({ ms }) => ms > 0)
  return (spans.length === 0 ? [{ at: arrived, ms: 0 }] : spans).map((span) => ({
    stage: 'queue',
    ...span,
  }))
}
