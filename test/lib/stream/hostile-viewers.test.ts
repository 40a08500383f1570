import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { Stream } from '../../../lib/stream/stream'
import { Viewers } from '../../../lib/stream/viewers'
import { cameraImage, drawing } from '../../../testing/frames/streamed'
import { until } from '../../../testing/process/until'

const limit = 20

describe('viewers that behave badly', () => {
  let server: Server
  let stream: Stream
  let viewers: Viewers
  const sockets: Socket[] = []
  let asked = 0
  /** Every request waits for it. */
  let admitted: Promise<void>

  beforeEach(async () => {
    stream = new Stream({
      drawing,
      mostBytes: 10e6,
      onError: (error) => {
        throw error
      },
    })
    viewers = new Viewers(stream, { limit, stallMs: 200, stillMs: 30_000 })
    asked = 0
    admitted = Promise.resolve()
    server = createServer(({ url }, response) => {
      asked += 1
      void admitted.then(() =>
        url === '/live'
          ? viewers.watch(response, undefined)
          : viewers.snapshot(response, undefined),
      )
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
  })
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy()
    server.close()
    server.closeAllConnections()
  })

  /** Sends a request as it is written; what comes back is not read before somebody listens. */
  function ask(text: string): Socket {
    const { port } = server.address() as AddressInfo
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    socket.on('error', () => undefined)
    socket.write(text)
    sockets.push(socket)
    return socket
  }

  const get = (path: string, ...headers: readonly string[]) =>
    [`GET ${path} HTTP/1.1`, 'Host: here', ...headers, '', ''].join('\r\n')

  const areAll = (count: number) => until(() => viewers.count === count || undefined)

  async function connections(): Promise<number> {
    return new Promise((resolve) => server.getConnections((_, count) => resolve(count)))
  }

  async function noneIsLeft(): Promise<void> {
    await areAll(0)
    await until(async () => (await connections()) === 0 || undefined)
  }

  it('leave nothing behind when a hundred come and go, before the first image and after it', async () => {
    for (let time = 0; time < 5; time += 1) {
      if (time === 2) stream.show('', cameraImage(randomBytes(200_000)))
      const together = Array.from({ length: limit }, () => ask(get('/live')))
      await areAll(limit)
      for (const socket of together) socket.destroy()
      await areAll(0)
    }
    await noneIsLeft()
  })

  it('are let go of with their connection when they ask for many streams at once on it', async () => {
    stream.show('', cameraImage(randomBytes(1000)))
    for (const path of ['/live', '/one']) {
      const socket = ask(get(path).repeat(50))
      await once(socket, 'data')
      socket.destroy()
      await noneIsLeft()
    }
  })

  it('do not count when they left while their password was checked', async () => {
    stream.show('', cameraImage(randomBytes(1000)))
    let checked = (): void => undefined
    admitted = new Promise((resolve) => (checked = resolve))
    const sockets = [ask(get('/live')), ask(get('/one'))]
    await until(async () => (await connections()) === 2 || undefined)
    await until(() => asked === 2 || undefined)
    for (const socket of sockets) socket.destroy()
    await until(async () => (await connections()) === 0 || undefined)
    checked()
    await admitted
    await noneIsLeft()
  })

  it('are closed when they read too slowly', async () => {
    stream.show('', cameraImage(Buffer.alloc(9_000_000)))
    ask(get('/live'))
    ask(get('/one'))
    await areAll(2)
    await noneIsLeft()
  })

  it('are closed when they close their half of the connection, reading or not', async () => {
    stream.show('', cameraImage(Buffer.alloc(9_000_000)))
    const [reading, other] = [ask(get('/live')), ask(get('/live'))]
    reading.resume()
    await areAll(2)
    reading.end()
    other.end()
    await noneIsLeft()
  })

  it('do not count while they have sent half a request', async () => {
    ask('GET /live HTTP/1.1\r\nHost: h')
    const whole = ask(get('/live'))
    await areAll(1)
    whole.destroy()
    await areAll(0)
  })

  it('get the whole image whatever range they ask for, and none for HEAD', async () => {
    const image = randomBytes(100)
    stream.show('', cameraImage(image))
    const { port } = server.address() as AddressInfo
    const address = `http://127.0.0.1:${port}/one`
    const ranged = await fetch(address, { headers: { range: 'bytes=0-9' } })
    assert.deepEqual([ranged.status, Buffer.from(await ranged.arrayBuffer())], [200, image])
    const head = await fetch(address, { method: 'HEAD' })
    assert.deepEqual([head.status, head.headers.get('content-length')], [200, '100'])
    await areAll(0)
  })
})
