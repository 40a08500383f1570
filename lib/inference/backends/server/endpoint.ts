import { toDepthError } from '../../../errors'
import { withTimeLimit } from '../../../http/time-limit'
import type { ModelDescriptor } from '../../../models/descriptor'
import type { ImageInput } from '../../../models/signature'
import { depthMapOf } from '../../worker/depth-map'
import { ImageTensor } from '../../worker/image-tensor'
import type { RawTensor } from '../../worker/raw-tensor'
import { Connection, type ServerAnswer } from './connection'
import { EndpointError } from './endpoint-error'
import { inputAtServer } from './metadata'
import { pauseAfter } from './pauses'
import { reportedMs } from './reported-ms'
import type { ServerResult, ServerRun } from './run-at-server'
import type { ServerSettings } from './settings'
import { StatusError } from './status-error'
import { hasJson, inferRequest, outputIn, type Encoding } from './wire'

/** Of metadata and of the JSON beside tensors. */
const maxJsonBytes = 1 << 20
/** A value of a depth map takes no more, as JSON or in several outputs. */
const maxBytesPerValue = 32

/** A server's model once it is ready. */
interface Opened {
  readonly input: ImageInput
  /** The tensors that no request uses at this moment. */
  readonly spare: ImageTensor[]
  /** Undefined until a request has shown that the server takes binary tensors, or does not. */
  encoding: Encoding | undefined
}

/** One address of an inference server: whether its model is ready, and requests to it. */
export class Endpoint {
  /** Requests under way. */
  outstanding = 0
  readonly #connection: Connection
  readonly #descriptor: ModelDescriptor
  readonly #settings: ServerSettings
  readonly #path: string
  #opened: Opened | undefined
  #opening: Promise<Opened> | undefined
  #failures = 0
  #lastError: EndpointError | undefined

  constructor(address: string, settings: ServerSettings, descriptor: ModelDescriptor) {
    const { model = descriptor.id, modelVersion } = settings
    this.#connection = new Connection(address, settings)
    this.#descriptor = descriptor
    this.#settings = settings
    const version =
      modelVersion === undefined ? '' : `/versions/${encodeURIComponent(modelVersion)}`
    this.#path = `v2/models/${encodeURIComponent(model)}${version}`
    void this.#open().catch(() => undefined)
  }

  get isReady(): boolean {
    return this.#opened !== undefined
  }

  /** Whether a frame may be sent to it, or wait until it is known to be ready. */
  get isUsable(): boolean {
    return this.isReady || this.#failures < 2
  }

  /** Why it is left out. */
  get lastError(): EndpointError | undefined {
    return this.#lastError
  }

  /** @throws EndpointError, DepthError CONFIG_INVALID, MODEL_OUTPUT_INVALID */
  async infer(run: ServerRun, signal: AbortSignal): Promise<ServerResult> {
    this.outstanding++
    try {
      const opened = await this.#open()
      const result = await this.#inferOpened(opened, run, signal)
      this.#failures = 0
      return result
    } catch (thrown) {
      if (thrown instanceof EndpointError && thrown.failure !== 'refused') this.#leaveOut(thrown)
      throw thrown
    } finally {
      this.outstanding--
    }
  }

  /** Asks whether the model is ready, and for its metadata; requests that come meanwhile wait for it. */
  #open(): Promise<Opened> {
    if (this.#opened !== undefined) return Promise.resolve(this.#opened)
    this.#opening ??= this.#askWhetherReady()
      .then(
        (opened) => (this.#opened = opened),
        (thrown: unknown) => {
          const { code, message } = toDepthError(thrown)
          const error = new EndpointError('unreached', code, message, { cause: thrown })
          this.#fail(error)
          throw error
        },
      )
      .finally(() => (this.#opening = undefined))
    return this.#opening
  }

  async #askWhetherReady(): Promise<Opened> {
    const { shown } = this.#connection
    await this.#get(`${this.#path}/ready`)
    const { body } = await this.#get(this.#path)
    const input = inputAtServer(body, this.#descriptor, shown)
    return { input, spare: [], encoding: hasJson(input.type) ? undefined : 'binary' }
  }

  /** A race: a server that accepts the connection and stays silent is not waited for. */
  async #get(path: string): Promise<ServerAnswer> {
    const { connectMs: timeLimitMs } = this.#settings
    const { shown } = this.#connection
    const timeoutError = () =>
      new EndpointError(
        'unreached',
        'SERVER_UNAVAILABLE',
        `${shown} did not answer within ${timeLimitMs} ms.`,
      )
    const answer = await withTimeLimit(
      (signal) => this.#connection.ask({ path, maxBytes: maxJsonBytes, timeLimitMs, signal }),
      { timeoutMs: timeLimitMs, timeoutError },
    )
    if (answer.status === 200) return answer
    throw this.#statusError(answer, 'unreached')
  }

  async #inferOpened(opened: Opened, run: ServerRun, signal: AbortSignal): Promise<ServerResult> {
    const { spare, input } = opened
    const tensor = spare.pop() ?? new ImageTensor(this.#descriptor.input, input)
    const began = performance.now()
    const image = { name: input.name, ...tensor.of(run.data, run) }
    const normalized = performance.now()
    const { depth, answer } = await this.#post(opened, image, run, signal)
    spare.push(tensor)
    const ended = performance.now()
    const map = this.#depthMap(depth, run)
    const roundTripMs = ended - normalized
    const inferenceMs = reportedMs(answer.headers, roundTripMs)
    return {
      ...map,
      normalizeMs: normalized - began,
      inferenceMs,
      remoteMs: roundTripMs - (inferenceMs ?? 0),
      rangeMs: performance.now() - ended,
    }
  }

  /** Sends a tensor, in binary unless the server has turned out to know JSON alone. */
  async #post(
    opened: Opened,
    image: RawTensor & { readonly name: string },
    run: ServerRun,
    signal: AbortSignal,
  ): Promise<{ readonly depth: RawTensor; readonly answer: ServerAnswer }> {
    const send = async (encoding: Encoding) => {
      const sent = await this.#ask(
        inferRequest(image, this.#descriptor.output.name, encoding),
        run,
        signal,
      )
      opened.encoding = encoding
      return sent
    }
    if (opened.encoding !== undefined) return send(opened.encoding)
    try {
      return await send('binary')
    } catch (thrown) {
      if (!(thrown instanceof StatusError) || !thrown.mayMeanJson) throw thrown
      return send('json').catch(() => {
        throw thrown
      })
    }
  }

  async #ask(
    request: ReturnType<typeof inferRequest>,
    { width, height, timeLimitMs }: ServerRun,
    signal: AbortSignal,
  ): Promise<{ readonly depth: RawTensor; readonly answer: ServerAnswer }> {
    const maxBytes = maxJsonBytes + maxBytesPerValue * width * height
    const path = `${this.#path}/infer`
    const answer = await this.#connection.ask({ path, ...request, maxBytes, timeLimitMs, signal })
    if (answer.status !== 200) throw this.#statusError(answer, 'failed')
    try {
      return { depth: outputIn(answer.body, answer.headers, this.#descriptor.output.name), answer }
    } catch (thrown) {
      const { message } = toDepthError(thrown)
      throw new EndpointError(
        'failed',
        'SERVER_FAILED',
        `The answer of ${this.#connection.shown} ${message}.`,
      )
    }
  }

  /** @throws EndpointError: a server that sends something else than depth may have another model */
  #depthMap(depth: RawTensor, { scale }: ServerRun) {
    try {
      return depthMapOf(depth, this.#descriptor.output, scale)
    } catch (thrown) {
      const { code, message } = toDepthError(thrown)
      throw new EndpointError('failed', code, `${this.#connection.shown}: ${message}`)
    }
  }

  #statusError(answer: ServerAnswer, otherwise: 'unreached' | 'failed'): StatusError {
    return new StatusError(this.#connection.shown, answer, otherwise)
  }

  /** Counted once however many requests a server takes down with it. */
  #leaveOut(error: EndpointError): void {
    if (this.#opened === undefined) return
    this.#opened = undefined
    this.#fail(error)
  }

  #fail(error: EndpointError): void {
    this.#lastError = error
    this.#failures++
    const again = () => void this.#open().catch(() => undefined)
    setTimeout(again, pauseAfter(this.#failures)).unref()
  }
}
