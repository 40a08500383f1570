import type { InferenceInput } from '../backend'
import type { SessionResult } from '../../worker/session'

/** An image for a server, to be answered within a time limit. */
export interface ServerRun extends Required<InferenceInput> {
  readonly timeLimitMs: number
}

/** Depth from a server. */
export interface ServerResult extends Omit<SessionResult, 'inferenceMs' | 'cold'> {
  /** What the server reports of its own time, in milliseconds. */
  readonly inferenceMs: number | undefined
  /** The rest of the round trip. */
  readonly remoteMs: number
}
