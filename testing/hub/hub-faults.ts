import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

/** Where a fault strikes: the endpoint's resolve address, its API, or the origin of the bytes. */
export type FaultPlace = 'resolve' | 'paths-info' | 'bytes'

/** What goes wrong with the next requests to a place. */
export interface HubFault {
  readonly on: FaultPlace
  /** How many requests it strikes; 1 by default. */
  readonly times?: number
  /** Answer with this status instead. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** End the connection after so many bytes of the body. */
  readonly cutAfter?: number
  /** Send nothing more after so many bytes of the body. */
  readonly stallAfter?: number
  /** Change the last byte of the body. */
  readonly flipLastByte?: boolean
  /** Send so many bytes more than announced elsewhere. */
  readonly surplus?: number
  /** Announce this size to whoever asks for path information. */
  readonly announceBytes?: number
  /** Change the entries that are answered to whoever asks for path information. */
  readonly describe?: (entry: Record<string, unknown>) => unknown
  /** Answer the beginning of path information, and then nothing more, or more without end. */
  readonly unended?: 'silent' | 'endless'
  /** Ignore Range, as some proxies do. */
  readonly ignoreRange?: boolean
  /** Redirect to this address. */
  readonly redirectTo?: string
  /** Send the body in so many pieces, with a pause between them. */
  readonly pieces?: { readonly count: number; readonly pauseMs: number }
}

/** The faults that wait for their request. */
export class FaultQueue {
  #waiting: { fault: HubFault; left: number }[] = []

  add(fault: HubFault): void {
    this.#waiting.push({ fault, left: fault.times ?? 1 })
  }

  take(place: FaultPlace): HubFault | undefined {
    const found = this.#waiting.find(({ fault }) => fault.on === place)
    if (found === undefined) return undefined
    found.left -= 1
    if (found.left === 0) this.#waiting = this.#waiting.filter((entry) => entry !== found)
    return found.fault
  }
}

/** Sends the beginning of a JSON answer, and then nothing more, or more without end. */
export function sendUnended(response: ServerResponse, kind: 'silent' | 'endless'): void {
  const more = () => {
    if (!response.destroyed) response.write(' '.repeat(65_536), () => setImmediate(more))
  }
  response.writeHead(200, { 'content-type': 'application/json' }).write('[')
  if (kind === 'endless') more()
}

/** Sends content as an object store does, with Range and If-Range, spoilt as the fault says. */
export async function sendBytes(
  request: IncomingMessage,
  response: ServerResponse,
  content: Buffer,
  etag: string,
  fault: HubFault | undefined,
): Promise<void> {
  const start = rangeStart(request, etag, fault)
  if (start >= content.length) {
    response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end()
    return
  }
  const body = Buffer.concat([content.subarray(start), Buffer.alloc(fault?.surplus ?? 0)])
  if (fault?.flipLastByte === true)
    body.writeUInt8(body.readUInt8(body.length - 1) ^ 1, body.length - 1)
  const last = start + body.length - 1
  response.writeHead(start > 0 ? 206 : 200, {
    etag,
    'accept-ranges': 'bytes',
    // Content-Length is left out where the body is longer than announced: only counting shows it.
    ...(fault?.surplus === undefined && { 'content-length': body.length }),
    ...(start > 0 && { 'content-range': `bytes ${start}-${last}/${content.length}` }),
  })
  if (request.method === 'HEAD') response.end()
  else await sendBody(response, body, fault)
}

function rangeStart(request: IncomingMessage, etag: string, fault: HubFault | undefined): number {
  const condition = request.headers['if-range']
  if (fault?.ignoreRange === true || (condition !== undefined && condition !== etag)) return 0
  return Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
}

async function sendBody(
  response: ServerResponse,
  body: Buffer,
  fault: HubFault | undefined,
): Promise<void> {
  if (fault?.cutAfter !== undefined) {
    response.write(body.subarray(0, fault.cutAfter))
    // What a stream holds unread when its connection breaks is lost: let the client read it first.
    await pause(100)
    response.destroy()
    return
  }
  if (fault?.stallAfter !== undefined) {
    response.write(body.subarray(0, fault.stallAfter))
    return
  }
  const { count, pauseMs } = fault?.pieces ?? { count: 1, pauseMs: 0 }
  const piece = Math.ceil(body.length / count)
  for (let offset = 0; offset < body.length && !response.destroyed; offset += piece) {
    response.write(body.subarray(offset, offset + piece))
    if (count > 1) await pause(pauseMs)
  }
  response.end()
}
