import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { DepthError, messageOf } from '../../../errors'
import { packageRoot } from '../../../package-root'
import type { BackendSpec, InferenceBackend, InferenceInput, InferenceResult } from '../backend'
import type { AnswerMessage, RunMessage, ThreadData } from './messages'
import type { ServerSettings } from './settings'

// Always the built file: a thread does not inherit the loader that may run this one.
const threadFile = join(packageRoot, 'dist', 'lib', 'inference', 'backends', 'server', 'thread.js')

interface Pending {
  readonly resolve: (answer: AnswerMessage) => void
  readonly reject: (error: DepthError) => void
}

/** Starts the client of inference servers; see `StartBackend`. Whether one is ready shows with the runs. */
export function startServerClient(
  { server, descriptor }: BackendSpec,
  signal: AbortSignal,
): Promise<InferenceBackend> {
  if (server !== undefined) {
    return Promise.resolve(new ServerClient({ settings: server, descriptor }, signal))
  }
  throw new DepthError(
    'CONFIG_INVALID',
    'The device "inference server" needs an inference server node. Choose one in the dialog.',
  )
}

/** Node-RED's side of the thread that sends frames to inference servers. */
class ServerClient implements InferenceBackend {
  readonly provider = 'server'
  readonly rejectedProviders = []
  readonly deviceKey: string
  readonly slots: number
  readonly #worker: Worker
  readonly #pending = new Map<number, Pending>()
  /** Input sizes that have been run. */
  readonly #seen = new Set<string>()
  readonly #forgetSignal: () => void
  #last = 0
  #ended = false

  constructor(data: ThreadData, signal: AbortSignal) {
    const { addresses, requests }: ServerSettings = data.settings
    this.deviceKey = `server ${JSON.stringify([addresses, requests])}`
    this.slots = requests
    this.#worker = new Worker(threadFile, {
      execArgv: [],
      name: 'inference server client',
      workerData: data,
    })
    this.#worker.on('message', (answer: AnswerMessage) => {
      this.#pending.get(answer.number)?.resolve(answer)
    })
    let reason = 'was ended'
    this.#worker.on('error', (error) => (reason = `ended: ${messageOf(error)}`))
    this.#worker.on('exit', () => this.#end(reason))
    this.#worker.unref()
    const close = () => this.close()
    signal.addEventListener('abort', close)
    this.#forgetSignal = () => signal.removeEventListener('abort', close)
  }

  get ended(): boolean {
    return this.#ended
  }

  async run(
    { width, height, data, scale = 1 }: InferenceInput,
    timeLimitMs: number,
  ): Promise<InferenceResult> {
    if (this.#ended) throw new DepthError('RUNTIME_CRASHED', 'The client of the servers has ended.')
    const began = performance.now()
    // A copy: other models read the same pixels.
    const pixels = new Uint8Array(data)
    const number = ++this.#last
    const run: RunMessage = { number, width, height, scale, timeLimitMs, data: pixels }
    const answer = await this.#ask(run, pixels.buffer)
    if ('error' in answer) throw new DepthError(answer.error.code, answer.error.message)
    const { result, totalMs } = answer
    const size = `${width}x${height}`
    const cold = !this.#seen.has(size)
    this.#seen.add(size)
    return { ...result, cold, transferMs: performance.now() - began - totalMs }
  }

  close(): void {
    void this.#worker.terminate()
    this.#end('was ended')
  }

  async #ask(run: RunMessage, pixels: ArrayBuffer): Promise<AnswerMessage> {
    // A frame that is waited for keeps Node-RED from exiting, an idle client does not.
    this.#worker.ref()
    try {
      return await new Promise((resolve, reject) => {
        this.#pending.set(run.number, { resolve, reject })
        this.#worker.postMessage(run, [pixels])
      })
    } finally {
      this.#pending.delete(run.number)
      if (this.#pending.size === 0) this.#worker.unref()
    }
  }

  #end(how: string): void {
    this.#ended = true
    this.#forgetSignal()
    const error = new DepthError('RUNTIME_CRASHED', `The client of the inference servers ${how}.`)
    for (const { reject } of this.#pending.values()) reject(error)
  }
}
