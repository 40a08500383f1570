import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent, createServer, type Server, type ServerResponse } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { readBody } from '../../../lib/http/body'
import { request, TooManyRedirectsError } from '../../../lib/http/client'

describe('a request', () => {
  const options = { proxy: { exceptions: [] } }
  /** Whether the servers answer as their URL says. */
  let answers: boolean
  let asksForPassword: boolean
  let servers: readonly [Server, Server]
  let origins: readonly string[]
  let seen: { readonly url: string; readonly authorization: string | undefined }[]

  beforeEach(async () => {
    seen = []
    answers = true
    asksForPassword = false
    const serve = () =>
      createServer(({ url = '', headers }, response) => {
        seen.push({ url, authorization: headers.authorization })
        if (!answers) return
        if (asksForPassword && headers.authorization === undefined) {
          response.writeHead(401, { 'www-authenticate': 'Basic realm="cam"' }).end()
          return
        }
        const location = new URL(url, 'http://any').searchParams.get('to')
        response.writeHead(location === null ? 200 : 302, location === null ? {} : { location })
        response.end()
      })
    servers = [serve(), serve()]
    await Promise.all(servers.map((server) => once(server.listen(0, '127.0.0.1'), 'listening')))
    origins = servers.map((server) => `127.0.0.1:${(server.address() as AddressInfo).port}`)
  })
  afterEach(() => {
    for (const server of servers) server.close()
  })

  it('keeps the credentials of its URL at its own origin', async () => {
    const [own = '', other = ''] = origins
    asksForPassword = true
    const to = encodeURIComponent(`http://${own}/b?to=${encodeURIComponent(`http://${other}/c`)}`)
    const start = new URL(`http://me:pw@${own}/a?to=${to}`)
    const { url } = await request(start, { maxRedirects: 5 }, options)
    const basic = `Basic ${Buffer.from('me:pw').toString('base64')}`
    assert.equal(url.href, `http://${other}/c`)
    assert.deepEqual(
      seen.map(({ authorization }) => authorization),
      [undefined, basic, basic, undefined],
    )
  })

  it('is redirected as often as it allows', async () => {
    const start = new URL(`http://${origins[0] ?? ''}/?to=%2F%3Fto%3D%252F`)
    await assert.rejects(request(start, { maxRedirects: 1 }, options), TooManyRedirectsError)
    assert.equal(seen.length, 2)
  })

  const devices: Record<string, (socket: Socket) => void> = {
    'closes its connections without saying so': (socket) => socket.end(answer),
    'drops a second request': (socket) =>
      socket.write(answer, () => socket.once('data', () => socket.destroy())),
    'ignores a second request': (socket) => socket.write(answer),
  }
  const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
  for (const [does, serve] of Object.entries(devices)) {
    it(`reaches a device that ${does}, each time`, async () => {
      const device = createTcpServer((socket) => {
        socket.on('error', () => undefined)
        socket.once('data', () => serve(socket))
      })
      await once(device.listen(0, '127.0.0.1'), 'listening')
      const { port } = device.address() as AddressInfo
      const { signal } = new AbortController()
      for (let turn = 0; turn < 20; turn++) {
        const url = new URL(`http://127.0.0.1:${port}/`)
        const { response } = await request(url, { maxRedirects: 0 }, options)
        assert.equal((await readBody(response, 10, signal)).toString(), 'ok')
      }
      device.close()
    })
  }

  it('sends a body again on a new connection where the server has given up the one that was kept', async () => {
    const known = new Set<Socket>()
    const server = createServer((message, response) => {
      if (known.has(message.socket)) message.socket.resetAndDestroy()
      else message.resume().once('end', () => response.end('ok'))
      known.add(message.socket)
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    const agent = new Agent({ keepAlive: true })
    const kept = { ...options, connections: { agent, connectMs: 60_000 } }
    // More than the system takes before the server has read it.
    const body = [new Uint8Array(64 << 20)]
    const headers = { 'content-length': String(body[0]?.length) }
    const { signal } = new AbortController()
    for (const sent of [{}, { method: 'POST', headers, body } as const]) {
      const { response } = await request(url, { ...sent, maxRedirects: 0 }, kept)
      assert.equal((await readBody(response, 10, signal)).toString(), 'ok')
    }
    assert.equal(known.size, 2)
    agent.destroy()
    server.close()
  })

  it('unpacks a body that is compressed although nobody asked', async () => {
    const [own = ''] = origins
    const packed = {
      gzip: gzipSync('ok'),
      deflate: deflateSync('ok'),
      br: brotliCompressSync('ok'),
    }
    for (const [encoding, content] of Object.entries(packed)) {
      servers[0].once('request', (_request, response: ServerResponse) => {
        response.setHeader('content-encoding', encoding)
        response.end(content)
      })
      answers = false
      const { response } = await request(new URL(`http://${own}/`), { maxRedirects: 0 }, options)
      assert.equal((await readBody(response, 100, new AbortController().signal)).toString(), 'ok')
    }
  })
})
