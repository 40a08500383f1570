import type { Socket } from 'node:net'
import { untilAborted } from '../http/time-limit'

/** The head of a response, as far as it matters here. */
export interface RtspResponse {
  readonly status: number
  /** The header WWW-Authenticate, several joined; empty where there is none. */
  readonly challenge: string
  /** Where it redirects to; empty where it does not. */
  readonly location: string
}

/** Longer responses come from something else, in bytes. */
const maxResponseBytes = 65_536

/** A connection to an RTSP server: one request at a time, and nothing but the heads of responses. */
export class RtspConnection {
  readonly #socket: Socket
  readonly #signal: AbortSignal
  #received = Buffer.alloc(0)
  #requests = 0
  #wake: () => void = () => undefined
  #failure: Error | undefined

  constructor(socket: Socket, signal: AbortSignal) {
    this.#socket = socket
    this.#signal = signal
    socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk])
      if (this.#received.length > maxResponseBytes) {
        this.#fail(new Error('it does not answer in RTSP'))
      }
      this.#wake()
    })
    socket.on('error', (error) => this.#fail(error))
    socket.on('close', () => this.#fail(new Error('it ended the connection')))
  }

  /** @throws Error where the connection breaks or something else than RTSP comes */
  async ask(method: string, uri: string, authorization: string | undefined): Promise<RtspResponse> {
    const lines = [
      `${method} ${uri} RTSP/1.0`,
      `CSeq: ${++this.#requests}`,
      'User-Agent: node-red-depth-anything',
      ...(method === 'DESCRIBE' ? ['Accept: application/sdp'] : []),
      ...(authorization === undefined ? [] : [`Authorization: ${authorization}`]),
    ]
    this.#socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    for (;;) {
      const response = this.#take()
      if (response !== undefined) return response
      if (this.#failure !== undefined) throw this.#failure
      await untilAborted(new Promise<void>((resolve) => (this.#wake = resolve)), this.#signal)
    }
  }

  close(): void {
    this.#socket.destroy()
  }

  #fail(error: Error): void {
    this.#failure ??= error
    this.#wake()
  }

  /** The response at the beginning of what has come, once it is whole. */
  #take(): RtspResponse | undefined {
    const end = this.#received.indexOf('\r\n\r\n')
    if (end < 0) return undefined
    const head = this.#received.toString('latin1', 0, end)
    const status = /^RTSP\/\d\.\d (\d{3})\b/.exec(head)?.[1]
    if (status === undefined) throw new Error('it does not answer in RTSP')
    const values = (name: string) =>
      [...head.matchAll(new RegExp(`^${name}\\s*:\\s*(.*)$`, 'gim'))].map(([, value = '']) =>
        value.trim(),
      )
    const bodyLength = Number(values('content-length')[0] ?? 0)
    const total = end + 4 + bodyLength
    if (this.#received.length < total) return undefined
    this.#received = this.#received.subarray(total)
    return {
      status: Number(status),
      challenge: values('www-authenticate').join(', '),
      location: values('location')[0] ?? '',
    }
  }
}
