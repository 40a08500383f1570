import { once } from 'node:events'
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How one part of a stream is written. */
export interface PartStyle {
  /** In the header Content-Type, as `boundary=…`. */
  readonly announced: string
  /** Before each part. */
  readonly line: string
  readonly lengthOf?: (image: Buffer) => number
  /** Instead of an image. */
  readonly bytes?: (image: Buffer) => Buffer
}

/** What cameras send, from docs and code of their makers. */
export const partStyles: Readonly<Record<string, PartStyle>> = {
  'ESP32-CAM': {
    announced: '123456789000000000000987654321',
    line: '\r\n--123456789000000000000987654321\r\n',
    lengthOf: ({ length }) => length,
  },
  'a quoted boundary': {
    announced: '"frame"',
    line: '--frame\r\n',
    lengthOf: ({ length }) => length,
  },
  'a boundary with its dashes': { announced: '--frame', line: '--frame\r\n' },
  'a boundary that is not the announced one': { announced: 'one', line: '\r\n--other\r\n' },
  'a length that is too small': { announced: 'f', line: '\r\n--f\r\n', lengthOf: () => 100 },
  'a length that is too large': {
    announced: 'f',
    line: '\r\n--f\r\n',
    lengthOf: ({ length }) => length + 100,
  },
  'a length of a hundred megabytes': { announced: 'f', line: '\r\n--f\r\n', lengthOf: () => 1e8 },
  'padding after the image': {
    announced: 'f',
    line: '\r\n--f\r\n',
    bytes: (image) => Buffer.concat([image, Buffer.alloc(50)]),
  },
}

/** One part of a stream, with the line before it. */
export function partOf(
  image: Buffer,
  { line, lengthOf, bytes = (same) => same }: PartStyle,
): Buffer {
  const length = lengthOf === undefined ? '' : `Content-Length: ${lengthOf(image)}\r\n`
  const head = `${line}Content-Type: image/jpeg\r\n${length}X-Timestamp: 1.0\r\n\r\n`
  return Buffer.concat([Buffer.from(head), bytes(image)])
}

/** Begins a stream. */
export function startStream(response: ServerResponse, { announced }: PartStyle): void {
  response.writeHead(200, {
    'content-type': `multipart/x-mixed-replace;boundary=${announced}`,
    'access-control-allow-origin': '*',
  })
}

/** A server on this machine, in a test that closes it. */
export async function serveHttp(
  listener: RequestListener,
): Promise<{ readonly server: Server; readonly base: string; readonly close: () => void }> {
  const server = createServer(listener)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { server, base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}
