import type { InferenceSettings } from '../../lib/inference/scheduling/depth-inference'

/** What an infer depth node asks for, unless a test says otherwise. */
export function inferenceSettings(changes: Partial<InferenceSettings> = {}): InferenceSettings {
  return {
    device: 'cpu',
    deviceId: 0,
    fallback: false,
    threads: 0,
    sizing: undefined,
    size: undefined,
    queueLimit: 10,
    timeLimitMs: 20_000,
    idleUnloadMs: 0,
    reuseMs: undefined,
    ...changes,
  }
}
