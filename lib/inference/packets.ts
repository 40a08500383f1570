import { Socket, type ConnectOpts, type SocketConstructorOpts } from 'node:net'
import type { Duplex } from 'node:stream'
import { maxPayloadBytes } from './protocol'

/**
 * Packets on the pipe between Node-RED and a model's process: two 32-bit lengths, a small JSON
 * header, raw bytes. A round trip at 518x518 took 0.70 ms as raw bytes over a pipe, against 1.88 ms
 * with the messages of `fork` and advanced serialization (docs/decisions.md).
 */
const prefixBytes = 8

/** Longer ones do not come from our own process; nothing is allocated for them. */
const maxHeaderBytes = 1 << 20

const receiveBytes = 256 * 1024

/** What a socket is made from: a descriptor, or a handle, which Node accepts but does not document. */
type SocketSource = { readonly fd: number } | { readonly handle: object }

/**
 * One end of the pipe, which reads into a single buffer. By default a socket allocates 64 KB for each
 * chunk; V8 counts these, and reading a depth map could block Node-RED for 20 ms
 * (docs/performance.md).
 */
export function packetSocket(source: SocketSource, reader: { push(chunk: Buffer): void }): Socket {
  const options: SocketConstructorOpts & Pick<ConnectOpts, 'onread'> = {
    ...source,
    readable: true,
    writable: true,
    onread: {
      buffer: Buffer.alloc(receiveBytes),
      callback: (count, { buffer, byteOffset }) => {
        reader.push(Buffer.from(buffer, byteOffset, count))
        return true
      },
    },
  }
  return new Socket(options)
}

/** Writes one packet. The payload is not copied: it must not change until it is sent. */
export function writePacket(stream: Duplex, header: object, payload?: Uint8Array): void {
  const json = Buffer.from(JSON.stringify(header))
  const head = Buffer.allocUnsafe(prefixBytes + json.length)
  head.writeUInt32LE(json.length, 0)
  head.writeUInt32LE(payload?.length ?? 0, 4)
  json.copy(head, prefixBytes)
  stream.cork()
  stream.write(head)
  if (payload !== undefined && payload.length > 0) stream.write(payload)
  stream.uncork()
}

/** Assembles packets from the chunks in which they arrive; each byte is copied once. */
export class PacketReader<Header> {
  readonly #onPacket: (header: Header, payload: Uint8Array<ArrayBuffer>) => void
  readonly #prefix = Buffer.alloc(prefixBytes)
  #head: Buffer | undefined
  #payload: Uint8Array<ArrayBuffer> | undefined
  #filled = 0

  constructor(onPacket: (header: Header, payload: Uint8Array<ArrayBuffer>) => void) {
    this.#onPacket = onPacket
  }

  /** @throws Error for a packet that is too large or whose header is not JSON */
  push(chunk: Buffer): void {
    let rest = chunk
    while (rest.length > 0) rest = this.#take(rest)
  }

  /** Copies bytes into the part that is being read and returns the rest of the chunk. */
  #take(chunk: Buffer): Buffer {
    const part = this.#payload ?? this.#head ?? this.#prefix
    const count = Math.min(part.length - this.#filled, chunk.length)
    part.set(chunk.subarray(0, count), this.#filled)
    this.#filled += count
    if (this.#filled === part.length) this.#finishPart()
    return chunk.subarray(count)
  }

  #finishPart(): void {
    this.#filled = 0
    const headerBytes = this.#prefix.readUInt32LE(0)
    const payloadBytes = this.#prefix.readUInt32LE(4)
    if (headerBytes > maxHeaderBytes || payloadBytes > maxPayloadBytes) {
      throw new Error(`a packet of ${headerBytes} and ${payloadBytes} bytes is too large`)
    }
    if (this.#head === undefined) {
      this.#head = Buffer.alloc(headerBytes)
      return
    }
    if (this.#payload === undefined && payloadBytes > 0) {
      // Zero-filled on purpose: the system zeroes large blocks at no cost, and a separate buffer
      // (not a slice of the pool) can be viewed as float32.
      this.#payload = new Uint8Array(payloadBytes)
      return
    }
    const header = JSON.parse(this.#head.toString()) as Header
    const payload = this.#payload ?? new Uint8Array(0)
    this.#head = undefined
    this.#payload = undefined
    this.#onPacket(header, payload)
  }
}
