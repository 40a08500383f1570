import { connect, type Socket } from 'node:net'
import { once } from 'node:events'

/** A raw HTTP client that watches an MJPEG stream and stops reading when told to. */
export class MjpegViewer {
  /** The images that have come, as they were sent. */
  readonly images: Buffer[] = []
  readonly closed: Promise<unknown>
  head = ''
  readonly #socket: Socket
  #bytes = Buffer.alloc(0)

  /** @param address of the stream */
  constructor(address: string | URL) {
    const { hostname, port, pathname, search, host } = new URL(address)
    this.#socket = connect({ host: hostname, port: Number(port) })
    this.#socket.write(`GET ${pathname}${search} HTTP/1.0\r\nHost: ${host}\r\n\r\n`)
    this.#socket.on('data', (chunk) => this.#take(chunk))
    this.#socket.on('error', () => undefined)
    this.closed = once(this.#socket, 'close')
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  leave(): void {
    this.#socket.destroy()
  }

  #take(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk])
    for (;;) {
      const end = this.#bytes.indexOf('\r\n\r\n')
      if (end < 0) return
      const header = this.#bytes.subarray(0, end).toString()
      const length = /content-length: (\d+)/i.exec(header)?.[1]
      const body = end + 4
      if (length === undefined) this.head = header
      else {
        if (this.#bytes.length < body + Number(length)) return
        this.images.push(Buffer.from(this.#bytes.subarray(body, body + Number(length))))
      }
      this.#bytes = this.#bytes.subarray(body + Number(length ?? 0))
    }
  }
}
