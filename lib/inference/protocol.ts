import type { DepthRange } from '../frames/depth-frame'
import type { ModelInput, ModelOutput } from '../models/descriptor'
import type { ErrorCode } from '../errors'
import type { Provider } from './providers'

/** Name, element type and dimensions of one input or output; a text dimension is dynamic. */
export interface TensorSignature {
  readonly name: string
  readonly type: string
  readonly dims: readonly (number | string)[]
}

/** What a loaded model says of itself. */
export interface ModelSignature {
  readonly inputs: readonly TensorSignature[]
  readonly outputs: readonly TensorSignature[]
}

/** A provider that was tried and could not be used, and why. */
export interface RejectedProvider {
  readonly provider: Provider
  readonly reason: string
}

export interface LoadRequest {
  readonly type: 'load'
  readonly file: string
  readonly candidates: readonly Provider[]
  /** Providers that earlier processes could not use. */
  readonly rejectedProviders: readonly RejectedProvider[]
  readonly deviceId: number
  /** Threads of one inference; 0 leaves it to onnxruntime. */
  readonly threads: number
  /** Names of the files beside the graph that hold its weights. */
  readonly externalData?: readonly string[]
}

/** Followed by `width * height * 3` bytes of pixels (R, G, B). */
export interface RunRequest {
  readonly type: 'run'
  readonly width: number
  readonly height: number
  readonly input: ModelInput
  readonly output: ModelOutput
}

export type Request = LoadRequest | RunRequest

/** Sent before each attempt, so that the parent knows which one ended the process. */
export interface TryingReply {
  readonly type: 'trying'
  readonly provider: Provider
}

export interface LoadedReply {
  readonly type: 'loaded'
  readonly provider: Provider
  readonly rejectedProviders: readonly RejectedProvider[]
  readonly signature: ModelSignature
}

/** Followed by `width * height * 4` bytes of float32 depth in the machine's byte order. */
export interface ResultReply {
  readonly type: 'result'
  readonly width: number
  readonly height: number
  readonly range: DepthRange
  /** Durations in milliseconds. */
  readonly normalizeMs: number
  readonly inferenceMs: number
  /** From the arrival of the request to the sending of the reply. */
  readonly totalMs: number
  /** First run of this input shape in this process. */
  readonly cold: boolean
}

export interface FailedReply {
  readonly type: 'failed'
  readonly code: ErrorCode
  readonly message: string
  readonly rejectedProviders?: readonly RejectedProvider[]
}

export type Reply = TryingReply | LoadedReply | ResultReply | FailedReply
