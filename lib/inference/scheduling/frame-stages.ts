import type { DecodedPixels } from '../../frames/image-frame'
import { decodeStage } from '../../image/decode-stage'
import type { Measured } from '../../timing/timeline'
import type { InferenceResult } from '../backends/backend'

/** When a frame passed each point on its way through a model, in epoch milliseconds from `now()`. */
export interface FramePassage {
  readonly arrived: number
  /** The comparison with an earlier image, where there was one. */
  readonly comparison: Measured | undefined
  readonly decoded: DecodedPixels
  /** When the device was granted to it. */
  readonly granted: number
  /** When its pixels were sent to the backend. */
  readonly sent: number
}

/** The stages of a frame, in order. */
export function frameStages(
  { arrived, comparison, decoded, granted, sent }: FramePassage,
  { normalizeMs, remoteMs, inferenceMs, rangeMs, transferMs, cold }: InferenceResult,
  model: string,
  provider: string,
): readonly Measured[] {
  // One span for both directions: where the backend's clock lies within the round trip is unknown.
  const runAt = sent + transferMs
  const askedAt = runAt + normalizeMs
  const ranAt = askedAt + (remoteMs ?? 0)
  const what = { model, provider, ...(cold ? { cold: true } : {}) }
  const prepared = [...(comparison === undefined ? [] : [comparison]), decodeStage(decoded)]
  return [
    ...waits(arrived, granted, prepared),
    ...prepared,
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

/** The time between arrival and turn that is not filled by what was done to the frame meanwhile. */
function waits(arrived: number, granted: number, done: readonly Measured[]): readonly Measured[] {
  const spans: Measured[] = []
  let from = arrived
  for (const { at, ms } of done) {
    spans.push({ stage: 'queue', at: from, ms: Math.min(granted, at) - from })
    from = Math.max(from, at + ms)
  }
  spans.push({ stage: 'queue', at: from, ms: granted - from })
  const waited = spans.filter(({ ms }) => ms > 0)
  return waited.length === 0 ? [{ stage: 'queue', at: arrived, ms: 0 }] : waited
}
