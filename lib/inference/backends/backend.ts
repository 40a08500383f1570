import type { Pixels } from '../../frames/image-frame'
import type { ModelDescriptor } from '../../models/descriptor'
import type { Signature } from '../../models/signature'
import type { ResultReply } from '../protocol'
import type { Device, RejectedProvider } from '../providers'
import type { ServerSettings } from './server/settings'

/** The model that a backend loads, and the device to load it on. */
export interface BackendSpec {
  readonly descriptor: ModelDescriptor
  readonly file: string
  readonly device: Device
  readonly deviceId: number
  /** Whether cpu may replace an explicit device that cannot be used. */
  readonly fallback: boolean
  /** Threads of one inference; 0 leaves the number to the backend. */
  readonly threads: number
  /** Where the device is a server. */
  readonly server?: ServerSettings | undefined
}

/** An image at an input size of the model. */
export interface InferenceInput extends Pixels {
  /** What the depth is multiplied by; 1 if absent. */
  readonly scale?: number
}

/** The result of one inference: depth at the model's resolution, and where the time went. */
export interface InferenceResult extends Omit<
  ResultReply,
  'type' | 'inferenceMs' | 'totalMs' | 'memoryBytes'
> {
  /** Undefined where a server does not report it: `remoteMs` includes it then. */
  readonly inferenceMs: number | undefined
  /** Rows from the top, `width * height` values. */
  readonly data: Float32Array
  /** The rest of the round trip to the backend. */
  readonly transferMs: number
  /** Of a server: the round trip to it, less `inferenceMs`. */
  readonly remoteMs?: number
}

/**
 * A loaded model, wherever it runs. Once it has ended, by itself or by `close`, it stays ended;
 * whoever needs the model starts another one.
 */
export interface InferenceBackend {
  /** What really runs the model, such as `cpu`. */
  readonly provider: string
  /** The preferred providers that could not be used. */
  readonly rejectedProviders: readonly RejectedProvider[]
  /** The inputs and outputs that were found in the model; undefined where the backend holds each
   * of its servers against the descriptor. */
  readonly signature?: Signature
  /** Names the physical device that runs occupy: backends with the same key take turns. */
  readonly deviceKey: string
  /** How many runs the device takes at once; 1 where absent. */
  readonly slots?: number
  readonly ended: boolean
  /** Memory that it had in use after its last run; undefined where that is not known. */
  readonly memoryBytes?: number | undefined
  /**
   * One inference.
   *
   * @throws DepthError INFERENCE_FAILED, INFERENCE_TIMEOUT, RUNTIME_CRASHED, MODEL_OUTPUT_INVALID,
   *   SERVER_UNAVAILABLE, SERVER_FAILED, MODEL_MISMATCH
   */
  run(image: InferenceInput, timeLimitMs: number): Promise<InferenceResult>
  /** Ends it at once; a run in progress fails. */
  close(): void
}

/**
 * Loads a model.
 *
 * @param signal ends the backend when it is aborted, during the load and later
 * @throws DepthError RUNTIME_MISSING, MODEL_FILE_MISSING, MODEL_INVALID, DEVICE_UNAVAILABLE,
 *   RUNTIME_CRASHED, INFERENCE_TIMEOUT
 */
export type StartBackend = (spec: BackendSpec, signal: AbortSignal) => Promise<InferenceBackend>
