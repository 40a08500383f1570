import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { Socket } from 'node:net'
import { DepthError, messageOf } from '../../../errors'
import type { Pixels } from '../../../frames/image-frame'
import type { ModelInput, ModelOutput } from '../../../models/descriptor'
import { packageRoot } from '../../../package-root'
import { packetSocket, PacketReader, writePacket } from '../../packets'
import type {
  LoadedReply,
  LoadRequest,
  ModelSignature,
  RejectedProvider,
  Reply,
  Request,
  ResultReply,
} from '../../protocol'
import type { Provider } from '../../providers'

// Always the built file: a process of its own cannot count on the loader that runs this one.
const childFile = join(packageRoot, 'dist', 'lib', 'inference', 'worker', 'main.js')
const stderrTailBytes = 4096

/** What one inference gives: depth at the model's resolution, and what the child measured. */
export interface InferenceResult extends Omit<ResultReply, 'type' | 'totalMs'> {
  readonly data: Float32Array
  readonly provider: Provider
  /** The providers that were preferred and could not be used. */
  readonly rejectedProviders: readonly RejectedProvider[]
  /** Round trip less the time spent in the child. */
  readonly transferMs: number
}

interface Pending {
  readonly resolve: (reply: Reply, payload: Uint8Array<ArrayBuffer>) => void
  readonly reject: (error: DepthError) => void
}

/** A process that ended while it tried a provider. */
export class ProviderCrash extends DepthError {
  constructor(
    readonly provider: Provider,
    message: string,
  ) {
    super('RUNTIME_CRASHED', message)
  }
}

/**
 * The parent's side of one model's process: one request at a time. Once it has ended, by itself or
 * by `kill`, it stays ended; whoever needs the model starts another.
 */
export class ModelProcess {
  readonly #child: ChildProcess
  readonly #pipe: Socket
  #loaded: LoadedReply | undefined
  #pending: Pending | undefined
  #trying: Provider | undefined
  #stderr = ''
  #ended = false

  private constructor(signal: AbortSignal | undefined) {
    this.#child = spawn(process.execPath, [childFile], {
      // Packets (3) go both ways at once, which a pipe of Windows does only when it is overlapped;
      // the lifeline (4) is read by a thread that blocks, which it does only when it is not.
      stdio: ['ignore', 'ignore', 'pipe', 'overlapped', 'pipe'],
      windowsHide: true,
      killSignal: 'SIGKILL',
      ...(signal !== undefined && { signal }),
    })
    this.#child.on('error', (error) => this.#end(`could not be started (${messageOf(error)})`))
    this.#child.once('exit', (code, signal) => this.#end(describeExit(code, signal)))
    this.#pipe = pipeOf(this.#child, this.#listen())
    // A pipe whose other end is gone says so here; the exit event tells the rest.
    for (const stream of [...this.#child.stdio, this.#pipe]) stream?.on('error', () => undefined)
    this.#setReferenced(false)
  }

  /**
   * Starts a process and loads a model in it.
   *
   * @param signal ends the process, while it loads and later
   * @throws DepthError RUNTIME_MISSING, MODEL_INVALID, DEVICE_UNAVAILABLE; ProviderCrash when the
   *   process ended while it tried a provider; RUNTIME_CRASHED; INFERENCE_TIMEOUT
   */
  static async start(
    request: LoadRequest,
    timeLimitMs: number,
    signal?: AbortSignal,
  ): Promise<ModelProcess> {
    const started = new ModelProcess(signal)
    try {
      const { reply } = await started.#ask(request, undefined, timeLimitMs)
      if (reply.type !== 'loaded') throw unexpected(reply)
      started.#loaded = reply
      return started
    } catch (thrown) {
      started.kill()
      throw thrown
    }
  }

  get ended(): boolean {
    return this.#ended
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  get provider(): Provider {
    return this.#reply.provider
  }

  get rejectedProviders(): readonly RejectedProvider[] {
    return this.#reply.rejectedProviders.map(({ provider, reason }) => ({
      provider,
      reason: missingLibrary(this.#stderr) ?? reason,
    }))
  }

  get signature(): ModelSignature {
    return this.#reply.signature
  }

  get #reply(): LoadedReply {
    if (this.#loaded === undefined) throw new Error('start() hands out loaded processes only')
    return this.#loaded
  }

  /** @throws DepthError INFERENCE_FAILED, INFERENCE_TIMEOUT, RUNTIME_CRASHED, MODEL_OUTPUT_INVALID */
  async run(
    pixels: Pixels,
    model: { readonly input: ModelInput; readonly output: ModelOutput },
    timeLimitMs: number,
  ): Promise<InferenceResult> {
    const { width, height, data } = pixels
    const { input, output } = model
    const began = performance.now()
    const request: Request = { type: 'run', width, height, input, output }
    const { reply, payload } = await this.#ask(request, data, timeLimitMs)
    if (reply.type !== 'result') throw unexpected(reply)
    const { totalMs, ...result } = reply
    return {
      ...result,
      data: new Float32Array(payload.buffer),
      provider: this.provider,
      rejectedProviders: this.rejectedProviders,
      transferMs: performance.now() - began - totalMs,
    }
  }

  kill(): void {
    this.#child.kill('SIGKILL')
    this.#end('was ended')
  }

  async #ask(
    request: Request,
    payload: Uint8Array | undefined,
    timeLimitMs: number,
  ): Promise<{ reply: Reply; payload: Uint8Array<ArrayBuffer> }> {
    if (this.#ended) throw new DepthError('RUNTIME_CRASHED', 'The process of the model has ended.')
    this.#setReferenced(true)
    let timer: NodeJS.Timeout | undefined
    try {
      return await new Promise((resolve, reject) => {
        this.#pending = { resolve: (reply, bytes) => resolve({ reply, payload: bytes }), reject }
        timer = setTimeout(() => this.#timeOut(request.type, timeLimitMs), timeLimitMs)
        writePacket(this.#pipe, request, payload)
      })
    } finally {
      clearTimeout(timer)
      this.#pending = undefined
      this.#setReferenced(false)
    }
  }

  #listen(): PacketReader<Reply> {
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-stderrTailBytes)
    })
    return new PacketReader<Reply>((reply, payload) => {
      if (reply.type === 'trying') this.#trying = reply.provider
      else if (reply.type === 'failed') this.#pending?.reject(this.#failure(reply))
      else this.#pending?.resolve(reply, payload)
    })
  }

  #failure({ code, message }: Extract<Reply, { type: 'failed' }>): DepthError {
    const library = code === 'DEVICE_UNAVAILABLE' ? missingLibrary(this.#stderr) : undefined
    return new DepthError(code, library === undefined ? message : `${message} (${library})`)
  }

  #timeOut(task: Request['type'], limitMs: number): void {
    const what = task === 'load' ? 'loading the model' : 'the inference'
    const error = new DepthError(
      'INFERENCE_TIMEOUT',
      `The time limit of ${limitMs} ms ran out during ${what}; its process was ended. ` +
        'Raise the limit, or choose a smaller model or input size.',
    )
    this.#pending?.reject(error)
    this.kill()
  }

  #end(how: string): void {
    if (this.#ended) return
    this.#ended = true
    const pending = this.#pending
    if (pending === undefined) return
    const lastLine = this.#stderr.trim().split('\n').at(-1) ?? ''
    const message = `The process of the model ${how}.${lastLine === '' ? '' : ` It said: ${lastLine}`}`
    pending.reject(
      this.#loaded === undefined && this.#trying !== undefined
        ? new ProviderCrash(this.#trying, message)
        : new DepthError('RUNTIME_CRASHED', message),
    )
  }

  /** An idle model must not keep Node-RED from ending; a run that somebody waits for must. */
  #setReferenced(referenced: boolean): void {
    const streams = this.#child.stdio as unknown as readonly (Socket | null)[]
    for (const handle of [this.#child, ...streams]) {
      if (referenced) handle?.ref()
      else handle?.unref()
    }
  }
}

/**
 * The parent's end of the pipe at descriptor 3. A machine that is out of file handles starts a
 * process and has no pipe for it.
 */
function pipeOf(child: ChildProcess, reader: PacketReader<Reply>): Socket {
  const stdio = child.stdio as ChildProcess['stdio'] | undefined
  const spawned = stdio?.[3]
  if (spawned instanceof Socket) {
    // Made anew from its handle: a socket that `spawn` makes cannot be told what to read into.
    const { _handle: handle } = spawned as Socket & { readonly _handle?: object | null }
    return handle
      ? packetSocket({ handle }, reader)
      : spawned.on('data', (chunk: Buffer) => reader.push(chunk))
  }
  throw new DepthError(
    'RUNTIME_CRASHED',
    'The process of the model could not be started: this machine has no file handle left for it. ' +
      'Look for what keeps so many files or connections open, or raise the limit ("ulimit -n").',
  )
}

function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGKILL') {
    return 'was killed from outside (SIGKILL), as the system does when memory runs out'
  }
  return signal === null ? `ended with exit code ${code ?? 'unknown'}` : `was ended by ${signal}`
}

/** The library whose absence made a provider fail: onnxruntime names it on stderr alone. */
function missingLibrary(stderr: string): string | undefined {
  const found = /([\w.+-]+\.(?:so[\w.]*|dll)): cannot open shared object file/.exec(stderr)
  return found === null ? undefined : `${found[1] ?? ''} not found`
}

function unexpected(reply: Reply): DepthError {
  return new DepthError('INTERNAL', `The process of the model answered with "${reply.type}".`)
}
