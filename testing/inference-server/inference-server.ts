import { fork, type ChildProcess } from 'node:child_process'
import { on, once } from 'node:events'
import { join } from 'node:path'

/** How a server misbehaves when it is asked for depth, until it is told otherwise. */
export type ServerFault =
  | 'status-400'
  | 'status-500'
  | 'status-503'
  /** Accepts the request and stays silent. */
  | 'silent'
  /** Sends its answer byte by byte. */
  | 'slow-loris'
  /** States a shape that is not that of its values. */
  | 'wrong-shape'
  /** States more bytes of JSON than there are. */
  | 'wrong-length'
  /** Breaks off in the middle of its answer. */
  | 'cut'
  /** Is killed when the request has arrived. */
  | 'dies'

export interface ServerOptions {
  /** The graph's file, served under the name `model`. */
  readonly graph: string
  readonly model: string
  readonly port?: number
  readonly tls?: { readonly key: string; readonly cert: string }
  /** Requests without this header Authorization are refused. */
  readonly authorization?: string
  /** JSON alone, as MLServer knows it. */
  readonly jsonOnly?: boolean
  /** Whether the metadata list inputs and outputs; those of KServe's custom models do not. */
  readonly describes?: boolean
  /** Whether it reports the time that the model took. */
  readonly reports?: boolean
  /** What it waits before it runs a frame. */
  readonly delayMs?: number
  /** Replaces the datatype of its input in the metadata. */
  readonly datatype?: string
}

/** What the process of a server tells its parent. */
export type ServerReport =
  { readonly port: number } | { readonly served: number } | { readonly fault: ServerFault | 'none' }

/**
 * A server of the Open Inference Protocol in a process of its own, which runs a graph through
 * onnxruntime-node; every fault of ServerFault can be injected.
 */
export class InferenceServer {
  /** Frames that it has answered with depth. */
  served = 0
  readonly #child: ChildProcess
  readonly #options: ServerOptions
  #port = 0

  private constructor(options: ServerOptions) {
    this.#options = options
    this.#child = fork(join(__dirname, 'server-process.ts'), [JSON.stringify(options)], {
      execArgv: ['--import', 'tsx'],
    })
    this.#child.on('message', (report: ServerReport) => {
      if ('port' in report) this.#port = report.port
      else if ('served' in report) this.served = report.served
    })
  }

  static async start(options: ServerOptions): Promise<InferenceServer> {
    const server = new InferenceServer(options)
    await once(server.#child, 'message')
    return server
  }

  get address(): string {
    const scheme = this.#options.tls === undefined ? 'http' : 'https'
    return `${scheme}://localhost:${this.#port}`
  }

  /** Starts it again at the same address. */
  async restart(): Promise<InferenceServer> {
    await this.kill()
    return InferenceServer.start({ ...this.#options, port: this.#port })
  }

  /** Resolves when it does. */
  async misbehave(fault: ServerFault | 'none'): Promise<void> {
    this.#child.send(fault)
    for await (const [report] of on(this.#child, 'message')) {
      if ('fault' in (report as ServerReport)) return
    }
  }

  async kill(): Promise<void> {
    const { exitCode, signalCode } = this.#child
    if (exitCode !== null || signalCode !== null) return
    const exit = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await exit
  }
}
