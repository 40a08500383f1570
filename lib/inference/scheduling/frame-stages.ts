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
  { normalizeMs, inferenceMs, rangeMs, transferMs, cold }: InferenceResult,
  model: string,
  provider: string,
): readonly Measured[] {
  // One span for both directions: where the backend's clock lies within the round trip is unknown.
  const runAt = sent + transferMs
  return [
    ...waits(arrived, granted, decoded),
    decodeStage(decoded),
    { stage: 'transfer', at: sent, ms: transferMs },
    { stage: 'normalize', at: runAt, ms: normalizeMs },
    {
      stage: 'inference',
      at: runAt + normalizeMs,
      ms: inferenceMs,
      model,
      provider,
      ...(cold ? { cold: true } : {}),
    },
    { stage: 'range', at: runAt + normalizeMs + inferenceMs, ms: rangeMs },
  ]
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
