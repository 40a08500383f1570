import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { Socket } from 'node:net'
import { DepthError, messageOf } from '../../../errors'
import { packageRoot } from '../../../package-root'
import { lastLine } from './last-line'
import { childEnvironment } from '../../../child-environment'
import { packetSocket, PacketReader, writePacket } from '../../packets'
import type { FailedReply, Reply, ReplyTo, Request } from '../../protocol'
import type { Provider } from '../../providers'
import { missingLibrary } from './missing-library'

// Always the built file: a child process cannot rely on the loader that runs this one.
const workerFile = join(packageRoot, 'dist', 'lib', 'inference', 'worker', 'main.js')
const stderrTailBytes = 4096

interface Answer<T extends Request> {
  readonly reply: ReplyTo[T['type']]
  readonly payload: Uint8Array<ArrayBuffer>
}

interface Pending {
  readonly resolve: (reply: Reply, payload: Uint8Array<ArrayBuffer>) => void
  readonly reject: (error: DepthError) => void
}

/** The worker ended while it tried a provider. */
export class ProviderCrash extends DepthError {
  constructor(
    readonly provider: Provider,
    message: string,
    /** Whether the provider's package needs instructions that the processor does not have. */
    readonly lacksInstructions: boolean,
  ) {
    super('RUNTIME_CRASHED', message)
  }
}

/** Node-RED's side of a child process that runs lib/inference/worker: one request at a time. */
export class WorkerProcess {
  readonly #child: ChildProcess
  readonly #pipe: Socket
  #pending: Pending | undefined
  /** The provider that is being tried, while a model loads. */
  #trying: Provider | undefined
  #stderr = ''
  #ended = false

  /** @param signal ends the process when it is aborted */
  constructor(signal?: AbortSignal) {
    this.#child = spawn(process.execPath, [workerFile], {
      // Packets (3) go both ways at once, which needs an overlapped pipe on Windows; the lifeline (4)
      // is read by a thread that blocks, which needs one that is not overlapped.
      stdio: ['ignore', 'ignore', 'pipe', 'overlapped', 'pipe'],
      env: childEnvironment(process.env),
      windowsHide: true,
      killSignal: 'SIGKILL',
      ...(signal !== undefined && { signal }),
    })
    this.#child.on('error', (error) => this.#end(`could not be started (${messageOf(error)})`))
    this.#child.once('exit', (code, signal) =>
      this.#end(describeExit(code, signal), lacksInstructions(code, signal)),
    )
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-stderrTailBytes)
    })
    const reader = new PacketReader<Reply>((reply, payload) => this.#receive(reply, payload))
    this.#pipe = packetPipe(this.#child, { push: (chunk) => this.#read(reader, chunk) })
    // A pipe fails when its other end is gone; the exit event says why.
    for (const stream of [...this.#child.stdio, this.#pipe]) stream?.on('error', () => undefined)
    this.#setReferenced(false)
  }

  get ended(): boolean {
    return this.#ended
  }

  /** The library whose absence made a provider fail. */
  get missingLibrary(): string | undefined {
    return missingLibrary(this.#stderr)
  }

  /**
   * Sends a request and waits for its reply; a worker that exceeds the time limit is killed.
   *
   * @throws DepthError INFERENCE_TIMEOUT, RUNTIME_CRASHED, ProviderCrash, and the errors of the worker
   */
  async ask<T extends Request>(
    request: T,
    timeLimitMs: number,
    payload?: Uint8Array,
  ): Promise<Answer<T>> {
    if (this.#ended) throw new DepthError('RUNTIME_CRASHED', 'The process of the model has ended.')
    this.#setReferenced(true)
    let timer: NodeJS.Timeout | undefined
    try {
      return await new Promise((resolve, reject) => {
        this.#pending = {
          resolve: (reply, bytes) =>
            resolve({ reply: reply as ReplyTo[T['type']], payload: bytes }),
          reject,
        }
        timer = setTimeout(() => this.#timeOut(request.type, timeLimitMs), timeLimitMs)
        writePacket(this.#pipe, request, payload)
      })
    } finally {
      clearTimeout(timer)
      this.#pending = undefined
      this.#trying = undefined
      this.#setReferenced(false)
    }
  }

  kill(how = 'was ended'): void {
    this.#child.kill('SIGKILL')
    this.#end(how)
  }

  /** What the process sends is not to be trusted: it runs a model that somebody else made. */
  #read(reader: PacketReader<Reply>, chunk: Buffer): void {
    if (this.#ended) return
    try {
      reader.push(chunk)
    } catch (thrown) {
      this.kill(`sent a reply that cannot be read (${messageOf(thrown)}), and was ended`)
    }
  }

  #receive(reply: Reply, payload: Uint8Array<ArrayBuffer>): void {
    if (reply.type === 'trying') this.#trying = reply.provider
    else if (reply.type === 'failed') this.#pending?.reject(this.#failure(reply))
    else this.#pending?.resolve(reply, payload)
  }

  #failure({ code, message }: FailedReply): DepthError {
    const library = code === 'DEVICE_UNAVAILABLE' ? this.missingLibrary : undefined
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

  #end(how: string, lacks = false): void {
    if (this.#ended) return
    this.#ended = true
    const said = lastLine(this.#stderr)
    const message = `The process of the model ${how}.${said === '' ? '' : ` Its last output: ${said}`}`
    this.#pending?.reject(
      this.#trying === undefined
        ? new DepthError('RUNTIME_CRASHED', message)
        : new ProviderCrash(this.#trying, message, lacks),
    )
  }

  /** An idle model must not keep Node-RED from exiting; a request that is waited for must. */
  #setReferenced(referenced: boolean): void {
    const streams = this.#child.stdio as unknown as readonly (Socket | null)[]
    for (const handle of [this.#child, ...streams]) {
      if (referenced) handle?.ref()
      else handle?.unref()
    }
  }
}

/** Node-RED's end of the packet pipe (descriptor 3). */
function packetPipe(child: ChildProcess, reader: Pick<PacketReader<Reply>, 'push'>): Socket {
  // Without free file handles a process starts, but without its pipes.
  const stdio = child.stdio as ChildProcess['stdio'] | undefined
  const spawned = stdio?.[3]
  if (spawned instanceof Socket) {
    // A socket that `spawn` made cannot be given a buffer to read into; a second one on its handle
    // can (see packetSocket). `_handle` is undocumented: without it the plain socket is read.
    const { _handle: handle } = spawned as Socket & { readonly _handle?: object | null }
    return handle
      ? packetSocket({ handle }, reader)
      : spawned.on('data', (chunk: Buffer) => reader.push(chunk))
  }
  throw new DepthError(
    'RUNTIME_CRASHED',
    'The process of the model could not be started: this machine has no file handle left for it. ' +
      'Find out what keeps so many files or connections open, or raise the limit ("ulimit -n").',
  )
}

/** STATUS_ILLEGAL_INSTRUCTION of Windows, which has no signals. */
const illegalInstruction = 0xc000001d

function lacksInstructions(code: number | null, signal: NodeJS.Signals | null): boolean {
  return signal === 'SIGILL' || code === illegalInstruction
}

function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  if (lacksInstructions(code, signal)) {
    return (
      'met an instruction that this processor does not have (SIGILL): onnxruntime-node needs AVX. ' +
      'In a virtual machine (Proxmox, for example), choose the CPU type "host". Elsewhere, add ' +
      '"npm install onnxruntime-web@1.30" to the Node-RED user directory and choose the device ' +
      '"automatic", which then runs models on WebAssembly, several times slower'
    )
  }
  if (signal === 'SIGKILL') {
    return 'was killed from outside (SIGKILL), as the system does when memory runs out'
  }
  return signal === null ? `ended with exit code ${code ?? 'unknown'}` : `was ended by ${signal}`
}
