import { join } from 'node:path'
import { Worker, type Transferable } from 'node:worker_threads'
import type { DepthError } from './errors'
import { packageRoot } from './package-root'

const idleMs = 30_000

export interface JobThreadOptions {
  /** The thread's file in dist/lib, which answers each request with one message, in order. */
  readonly file: string
  /** What the thread is called where a debugger lists it. */
  readonly name: string
  /** The error of the requests that were under way when the thread ended. */
  readonly stopped: (cause: unknown) => DepthError
  /** Called when the thread ends because nobody has asked for anything for a while. */
  readonly onIdle?: () => void
}

interface Pending<Answer> {
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: DepthError) => void
}

interface Running<Answer> {
  readonly worker: Worker
  /** In the order of the requests, which is the order of the answers. */
  readonly pending: Pending<Answer>[]
}

/**
 * A thread for loops over values and pixels, which would block Node-RED for tens of milliseconds: one
 * request at a time and in order. It starts with the first request, ends when it has been idle for a
 * while, and does not keep the process running.
 */
export class JobThread<Request, Answer> {
  readonly #options: JobThreadOptions
  #running: Running<Answer> | undefined
  #idle: NodeJS.Timeout | undefined

  constructor(options: JobThreadOptions) {
    this.#options = options
  }

  /**
   * @param transfer the memory of the request that moves to the thread instead of being copied
   * @throws the error that `stopped` makes, when the thread cannot be started or ends
   */
  ask(request: Request, transfer: readonly Transferable[]): Promise<Answer> {
    clearTimeout(this.#idle)
    const { worker, pending } = (this.#running ??= this.#start())
    worker.ref()
    worker.postMessage(request, transfer)
    return new Promise((resolve, reject) => pending.push({ resolve, reject }))
  }

  /** Ends the thread; the next request starts another. */
  close(): void {
    clearTimeout(this.#idle)
    void this.#running?.worker.terminate()
    this.#running = undefined
  }

  #start(): Running<Answer> {
    const { file, name, stopped } = this.#options
    // Always the built file: a thread does not inherit the loader that may run this one.
    const worker = new Worker(join(packageRoot, 'dist', 'lib', file), { execArgv: [], name })
    const running: Running<Answer> = { worker, pending: [] }
    const { pending } = running
    worker.on('message', (answer: Answer) => {
      pending.shift()?.resolve(answer)
      if (pending.length === 0) this.#rest(worker)
    })
    let cause: unknown
    worker.on('error', (error) => (cause = error))
    worker.on('exit', () => {
      if (this.#running === running) this.#running = undefined
      for (const { reject } of pending.splice(0)) reject(stopped(cause))
    })
    return running
  }

  #rest(worker: Worker): void {
    worker.unref()
    this.#idle = setTimeout(() => {
      this.close()
      this.#options.onIdle?.()
    }, idleMs)
    this.#idle.unref()
  }
}
