import type { ErrorCode } from '../errors'
import type { DepthRange } from '../frames/depth-frame'
import type { ModelDescriptor } from '../models/descriptor'
import type { Signature } from '../models/signature'
import type { Provider, RejectedProvider } from './providers'

/** The largest depth map, 8192x8192: what is larger would take the memory of Node-RED. */
export const maxDepthValues = 8192 * 8192

/** Of one packet: pixels one way, depth the other. */
export const maxPayloadBytes = 4 * maxDepthValues

/** Loads the model; everything that is known by then crosses the pipe here, once. */
export interface LoadRequest {
  readonly type: 'load'
  readonly file: string
  /** Names of the files beside the graph that hold its weights. */
  readonly externalData: readonly string[]
  /** What runs fill and read; absent where a model is loaded only to be inspected. */
  readonly tensors?: Pick<ModelDescriptor, 'input' | 'output'>
  /** In the order in which to try them. */
  readonly providers: readonly Provider[]
  /** Providers that crashed earlier processes. */
  readonly rejectedProviders: readonly RejectedProvider[]
  readonly deviceId: number
  /** Threads of one inference; 0 leaves the number to onnxruntime. */
  readonly threads: number
}

/** Followed by `width * height * 3` bytes of pixels (R, G, B). */
export interface RunRequest {
  readonly type: 'run'
  readonly width: number
  readonly height: number
  /** What the depth is multiplied by. */
  readonly scale: number
}

export type Request = LoadRequest | RunRequest

/** Sent before each attempt, so that the parent knows which provider crashed the process. */
interface TryingReply {
  readonly type: 'trying'
  readonly provider: Provider
}

export interface LoadedReply {
  readonly type: 'loaded'
  readonly provider: Provider
  readonly rejectedProviders: readonly RejectedProvider[]
  readonly signature: Signature
  /** Memory of the process in use (its resident set). */
  readonly memoryBytes: number
}

/** Followed by `width * height * 4` bytes of float32 depth in the machine's byte order. */
export interface ResultReply {
  readonly type: 'result'
  readonly width: number
  readonly height: number
  readonly range: DepthRange
  /** How many values are NaN or infinite. */
  readonly nonFinite: number
  /** Durations in milliseconds. */
  readonly normalizeMs: number
  readonly inferenceMs: number
  /** For the range of the depth. */
  readonly rangeMs: number
  /** From the arrival of the request until the reply is sent. */
  readonly totalMs: number
  /** First run of this input size in this process. */
  readonly cold: boolean
  /** Memory of the process in use (its resident set). */
  readonly memoryBytes: number
}

export interface FailedReply {
  readonly type: 'failed'
  readonly code: ErrorCode
  readonly message: string
}

export type Reply = TryingReply | LoadedReply | ResultReply | FailedReply

/** The reply to each request that succeeds. */
export interface ReplyTo {
  readonly load: LoadedReply
  readonly run: ResultReply
}
