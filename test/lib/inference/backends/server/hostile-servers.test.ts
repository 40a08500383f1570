import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import type { ErrorCode } from '../../../../../lib/errors'
import { ServerPool } from '../../../../../lib/inference/backends/server/server-pool'
import { coded } from '../../../../../testing/errors'
import { graphDescriptor } from '../../../../../testing/models/graph-descriptor'

const size = { width: 28, height: 14 }
const values = size.width * size.height
const image = { ...size, data: new Uint8Array(3 * values), scale: 1, timeLimitMs: 20_000 }
/** What a client may read of an endless body, with what is under way in the system's buffers. */
const mostBytes = 32 << 20

type Answer = (response: ServerResponse) => void

/** An output of the right name and size; fields replace those of it. */
function outputs(fields: object): string {
  const output = { name: 'predicted_depth', shape: [1, 14, 28], datatype: 'FP32' }
  return JSON.stringify({ outputs: [{ ...output, data: Array(values).fill(1), ...fields }] })
}

const json =
  (text: string): Answer =>
  (response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(text)

/** Bytes straight to the connection. */
const raw =
  (text: string): Answer =>
  ({ socket }) =>
    socket?.end(text)

function* endless(piece: string): Generator<string, never> {
  for (;;) yield piece
}

/** Answers until the client leaves. */
function flood(response: ServerResponse, piece: string, encoding?: 'gzip'): void {
  response.writeHead(200, encoding && { 'content-encoding': encoding })
  const source = Readable.from(endless(piece))
  response.once('close', () => source.destroy())
  if (encoding === undefined) source.pipe(response)
  else source.pipe(createGzip()).pipe(response)
}

/** What a server does, where, and how the frame fails. */
const rows: readonly (readonly [
  string,
  'ready' | 'metadata' | 'infer',
  Answer,
  ErrorCode,
  RegExp,
])[] = [
  [
    'sends headers without end',
    'ready',
    ({ socket }) => {
      const lines = Readable.from(endless(`x: ${'a'.repeat(1000)}\r\n`))
      socket?.write('HTTP/1.1 200 OK\r\n')
      socket?.once('close', () => lines.destroy())
      if (socket) lines.pipe(socket)
    },
    'SERVER_UNAVAILABLE',
    /Header overflow/i,
  ],
  [
    'speaks HTTP/2 alone',
    'ready',
    raw('\0\0\0\x04\0\0\0\0\0'),
    'SERVER_UNAVAILABLE',
    /Parse Error/,
  ],
  [
    'redirects to a file',
    'ready',
    (response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    'SERVER_UNAVAILABLE',
    /redirects/,
  ],
  [
    'redirects to itself',
    'infer',
    (response) => response.writeHead(307, { location: '' }).end(),
    'SERVER_FAILED',
    /307/,
  ],
  [
    'has metadata without end',
    'metadata',
    (response) => flood(response, '['.repeat(1 << 16)),
    'SERVER_UNAVAILABLE',
    /more than 1048576 bytes/,
  ],
  [
    'lists 10,000 outputs, none of them the one',
    'metadata',
    json(
      JSON.stringify({
        inputs: [],
        outputs: Array.from({ length: 10_000 }, (_, i) => ({
          name: `output ${i}`,
          datatype: 'FP32',
          shape: [1, -1, -1],
        })),
      }),
    ),
    'MODEL_MISMATCH',
    /and 9992 more/,
  ],
  [
    'answers with 204',
    'infer',
    (response) => response.writeHead(204).end(),
    'SERVER_FAILED',
    /answered 204/,
  ],
  [
    'closes after its headers',
    'infer',
    raw('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n'),
    'SERVER_FAILED',
    /broke off/,
  ],
  [
    'states a gigabyte',
    'infer',
    (response) => response.writeHead(200, { 'content-length': 1 << 30 }).write('{'),
    'SERVER_FAILED',
    /more than \d+ bytes/,
  ],
  [
    'sends a bomb of gzip',
    'infer',
    (response) => flood(response, ' '.repeat(1 << 16), 'gzip'),
    'SERVER_FAILED',
    /more than \d+ bytes/,
  ],
  [
    'sends NaN alone',
    'infer',
    json(outputs({ data: Array(values).fill('NaN') })),
    'MODEL_OUTPUT_INVALID',
    /no number in it/,
  ],
  [
    'sends 1e400 alone',
    'infer',
    json(outputs({ data: [] }).replace('[]', `[${Array(values).fill('1e400').join()}]`)),
    'MODEL_OUTPUT_INVALID',
    /no number in it/,
  ],
  [
    'has a type that is no type',
    'infer',
    json(outputs({ datatype: 'constructor' })),
    'SERVER_FAILED',
    /datatype constructor/,
  ],
  [
    'nests its values 100,000 deep',
    'infer',
    json(outputs({ data: [] }).replace('[]', '['.repeat(100_000) + ']'.repeat(100_000))),
    'SERVER_FAILED',
    /with \d values/,
  ],
]

describe('an inference server that means harm', () => {
  let server: Server
  let place: string
  let answer: Answer
  const sockets = new Set<Socket>()

  before(async () => {
    server = createServer((request, response) => {
      const { url = '', socket } = request
      const at = url.endsWith('/ready') ? 'ready' : url.endsWith('/infer') ? 'infer' : 'metadata'
      if (!sockets.has(socket)) socket.on('error', () => undefined)
      sockets.add(socket)
      request.resume().once('end', () => {
        if (at === place) answer(response)
        else json('{}')(response)
      })
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
  })
  after(() => server.close())

  function pool(): ServerPool {
    const { port } = server.address() as AddressInfo
    const settings = {
      addresses: [`http://127.0.0.1:${port}`],
      model: undefined,
      modelVersion: undefined,
      ca: undefined,
      authorization: undefined,
      requests: 1,
      connectMs: 20_000,
      answerMs: 20_000,
    }
    return new ServerPool(settings, graphDescriptor('depth', 28))
  }

  it('is not believed if it reports more time than the round trip took', async () => {
    place = 'infer'
    answer = (response) => {
      response.setHeader('server-timing', 'inference;dur=999999999')
      json(outputs({}))(response)
    }
    const { inferenceMs, remoteMs } = await pool().run(image)
    assert.equal(inferenceMs, undefined)
    assert.ok(remoteMs > 0)
  })

  for (const [does, at, wrong, code, message] of rows) {
    it(`fails with ${code} if it ${does}`, async () => {
      ;[place, answer] = [at, wrong]
      sockets.clear()
      const failure = await pool()
        .run(image)
        .then(
          () => assert.fail('it was answered'),
          (thrown: unknown) => thrown,
        )
      coded(code, message)(failure)
      assert.ok((failure as Error).message.length < 1500, `${(failure as Error).message.length}`)
      const open = [...sockets].filter((socket) => !socket.closed)
      const closed = open.map((socket) => once(socket, 'close'))
      server.closeAllConnections()
      await Promise.all(closed)
      for (const { bytesWritten } of sockets) {
        assert.ok(bytesWritten < mostBytes, `${bytesWritten} bytes`)
      }
    })
  }
})
