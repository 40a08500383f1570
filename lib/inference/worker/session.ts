import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { InferenceSession, Tensor } from 'onnxruntime-node'
import { DepthError, messageOf } from '../../errors'
import { imageInput, type Signature, type TensorShape } from '../../models/signature'
import { depthMapOf } from './depth-map'
import { ImageTensor } from './image-tensor'
import { loadOnnxruntime, type Onnxruntime } from './onnxruntime'
import type { RawTensor } from './raw-tensor'
import { shortReason } from './short-reason'
import { whatIsIt } from './what-is-it'
import type { LoadRequest, ResultReply, RunRequest } from '../protocol'
import {
  deviceKey,
  executionProvider,
  libraryOf,
  type Provider,
  type RejectedProvider,
} from '../providers'

export type SessionResult = Omit<ResultReply, 'type' | 'totalMs' | 'memoryBytes'> & {
  readonly data: Float32Array
}

/** One loaded model. `InferenceSession.create` and `run` block the JS thread of this process. */
export class ModelSession {
  readonly #session: InferenceSession
  readonly #tensors: LoadRequest['tensors']
  readonly #shapesSeen = new Set<string>()
  readonly #input: ImageTensor | undefined
  readonly #onnxruntime: Onnxruntime
  #output: { readonly shape: string; readonly tensor: Tensor } | undefined

  private constructor(
    onnxruntime: Onnxruntime,
    session: InferenceSession,
    tensors: LoadRequest['tensors'],
    readonly provider: Provider,
    readonly rejectedProviders: readonly RejectedProvider[],
  ) {
    this.#onnxruntime = onnxruntime
    this.#session = session
    this.#tensors = tensors
    const [only] = this.signature.inputs
    const graph = only && imageInput(only, tensors?.input.layout)
    this.#input = tensors && graph && new ImageTensor(tensors.input, graph)
  }

  /**
   * Loads a model with the first provider that accepts it. The only reliable test of a provider is
   * to create the session: onnxruntime lists cuda even where its libraries are missing.
   *
   * @param onTry is called with each provider before it is tried
   * @throws DepthError RUNTIME_MISSING, MODEL_FILE_MISSING, MODEL_INVALID (rejected by the
   *   processor) or DEVICE_UNAVAILABLE
   */
  static async load(
    request: LoadRequest,
    onTry: (provider: Provider) => void,
  ): Promise<ModelSession> {
    const library = loadOnnxruntime(request.providers, onTry)
    const { onnxruntime } = library
    const rejectedProviders = [...request.rejectedProviders, ...library.rejectedProviders]
    for (const provider of library.providers) {
      onTry(provider)
      try {
        const session = await createSession(onnxruntime, provider, request)
        return new ModelSession(onnxruntime, session, request.tensors, provider, rejectedProviders)
      } catch (thrown) {
        rejectedProviders.push({ provider, reason: shortReason(messageOf(thrown)) })
      }
    }
    throw loadError(request, rejectedProviders)
  }

  get signature(): Signature {
    return {
      inputs: this.#session.inputMetadata.map(tensorSignature),
      outputs: this.#session.outputMetadata.map(tensorSignature),
    }
  }

  /** @throws DepthError INFERENCE_FAILED, MODEL_OUTPUT_INVALID, CONFIG_INVALID */
  async run(request: RunRequest, pixels: Uint8Array): Promise<SessionResult> {
    if (this.#tensors === undefined || this.#input === undefined) {
      throw new Error('the model was loaded only to be inspected')
    }
    const { input, output } = this.#tensors
    const { width, height, scale } = request
    const began = performance.now()
    const { type, data, dims } = this.#input.of(pixels, request)
    const tensor = new this.#onnxruntime.Tensor(type, data, dims)
    const normalized = performance.now()
    const shape = `${width}x${height}`
    const depth = await this.#infer({ [input.name]: tensor }, output.name, shape)
    const ended = performance.now()
    const cold = !this.#shapesSeen.has(shape)
    this.#shapesSeen.add(shape)
    const map = depthMapOf(depth as RawTensor | undefined, output, scale)
    return {
      ...map,
      normalizeMs: normalized - began,
      inferenceMs: ended - normalized,
      rangeMs: performance.now() - ended,
      cold,
    }
  }

  /** Runs the model. Images of one size share an output tensor, which the next run overwrites. */
  async #infer(
    feeds: InferenceSession.FeedsType,
    name: string,
    shape: string,
  ): Promise<Tensor | undefined> {
    const known = this.#output?.shape === shape ? this.#output.tensor : undefined
    const fetches = known === undefined ? [name] : { [name]: known }
    const tensor = (await this.#session.run(feeds, fetches))[name]
    if (tensor !== undefined && libraryOf(this.provider) === 'onnxruntime-node') {
      this.#output = { shape, tensor }
    }
    return tensor
  }
}

function createSession(
  onnxruntime: Onnxruntime,
  provider: Provider,
  { file, deviceId, threads, externalData }: LoadRequest,
): Promise<InferenceSession> {
  const options: InferenceSession.SessionOptions = {
    executionProviders: [executionProvider(provider, deviceId)],
  }
  if (libraryOf(provider) === 'onnxruntime-node') {
    if (threads > 0) options.intraOpNumThreads = threads
    // Its threads spin during a run. After it they would take the cores from decoding and rendering.
    options.extra = { session: { force_spinning_stop: '1' } }
  } else {
    // WebAssembly has one pool of threads for all sessions, and sees only the files that are named.
    if (threads > 0) onnxruntime.env.wasm.numThreads = threads
    options.externalData = externalData.map((path) => ({ path, data: join(dirname(file), path) }))
  }
  return onnxruntime.InferenceSession.create(file, options)
}

function loadError(
  { file }: LoadRequest,
  rejectedProviders: readonly RejectedProvider[],
): DepthError {
  const last = rejectedProviders.at(-1)
  if (!existsSync(file)) {
    return new DepthError('MODEL_FILE_MISSING', `${file} is no longer there. Put it back.`)
  }
  if (last !== undefined && isShortage(last.reason)) {
    return new DepthError(
      'RUNTIME_CRASHED',
      `${file} could not be loaded, because the system refused threads or memory: ${last.reason} ` +
        'Raise its limits ("ulimit -u", "ulimit -v", those of the container), or choose a smaller model.',
    )
  }
  if (last !== undefined && deviceKey(last.provider, 0) === 'cpu') {
    const known = whatIsIt(file)
    return new DepthError(
      'MODEL_INVALID',
      `${file} cannot be loaded as a model${known === undefined ? `: ${last.reason}` : `. ${known}`}`,
    )
  }
  const reasons = rejectedProviders
    .map(({ provider, reason }) => `${provider}: ${reason}`)
    .join('; ')
  return new DepthError(
    'DEVICE_UNAVAILABLE',
    `No session could be created on the requested device (${reasons}). ` +
      'Choose another device, or let the node fall back to cpu.',
  )
}

/** Whether a session was refused for what the machine lacks, not for what is in the file. */
function isShortage(reason: string): boolean {
  return /pthread_create|Resource temporarily unavailable|bad_alloc|allocate memory/i.test(reason)
}

function tensorSignature(value: InferenceSession.ValueMetadata): TensorShape {
  return value.isTensor
    ? { name: value.name, type: value.type, dims: [...value.shape] }
    : { name: value.name, type: 'no tensor', dims: [] }
}
