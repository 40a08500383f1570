import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { gzipSync } from 'node:zlib'
import { loadImage, type LoadOptions } from '../../../../lib/image/load'
import { proxySettings } from '../../../../lib/http/proxy'
import type { DepthError } from '../../../../lib/errors'
import { coded } from '../../../../testing/errors'
import { scene } from '../../../../testing/frames/scenes'
import { ForwardProxy } from '../../../../testing/http/forward-proxy'
import { until } from '../../../../testing/process/until'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

let server: Server
let base: string
let jpeg: Buffer
/** Requests that have been answered or begun, and those whose connection has ended since. */
let asked: string[]
let ended: string[]

const endless: Answer = (_request, response) => {
  const more = () => {
    if (!response.destroyed) response.write(Buffer.alloc(65_536), () => setImmediate(more))
  }
  more()
}

const redirect =
  (location: string): Answer =>
  (_request, response) => {
    response.writeHead(302, { location }).end()
  }

const challenge =
  (header: string): Answer =>
  (_request, response) => {
    response.writeHead(401, { 'www-authenticate': header }).end()
  }

const answers: Record<string, Answer> = {
  '/cam.jpg': (_request, response) => response.end(jpeg),
  '/missing.jpg': (_request, response) => response.writeHead(404).end('no'),
  '/silent': () => undefined,
  '/slow': (_request, response) => response.write(jpeg.subarray(0, 100)),
  '/endless': endless,
  '/announced': (_request, response) =>
    response.writeHead(200, { 'content-length': 1e9 }).write('x'),
  '/bomb': (_request, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(5e6))),
  '/stream': (_request, response) =>
    response
      .writeHead(200, { 'content-type': 'multipart/x-mixed-replace; boundary=b' })
      .write('--b'),
  '/cut': (_request, response) => {
    response.writeHead(200, { 'content-length': jpeg.length })
    response.write(jpeg.subarray(0, 100), () => response.destroy())
  },
  '/once': redirect('/cam.jpg'),
  '/loop': redirect('/loop'),
  '/elsewhere': (_request, response) =>
    redirect(`http://localhost:${port()}/cam.jpg`)(_request, response),
  '/to-file': redirect('file:///etc/passwd'),
  '/nowhere': redirect('http://'),
  '/private': ({ headers }, response) => {
    const good = headers.authorization === `Basic ${Buffer.from('me:p@ss').toString('base64')}`
    response.writeHead(good ? 200 : 401).end(good ? jpeg : '')
  },
  '/reset': (request) => request.socket.destroy(),
  '/digest': challenge('Digest realm="cam", nonce="n", qop="auth"'),
  '/negotiate': challenge('Negotiate, NTLM'),
  '/basic': challenge('Basic realm="cam"'),
  '/busy': (_request, response) => response.writeHead(503).end(),
  '/Stream': (_request, response) =>
    response.writeHead(200, { 'content-type': 'Multipart/x-mixed-replace; boundary=b' }).end('--b'),
  // The decoder's error never reaches the reader of this body on node 20 and 22.
  '/unpackable': ({ socket }) => {
    socket.end(
      Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n'), jpeg]),
    )
  },
  '/lenient': ({ socket }) => {
    socket.write('HTTP/1.1 200 OK\nServer: a: b\nContent-Type: image/jpeg\n\n')
    socket.end(jpeg)
  },
  '/no-http': ({ socket }) => socket.end('ICY 200 OK\r\n\r\n'),
}

function port(): number {
  return (server.address() as AddressInfo).port
}

/** Waits until a path is on one of the lists. */
const has = (list: readonly string[], path: string) => until(() => list.includes(path) || undefined)

function load(path: string, options: Partial<LoadOptions> = {}): ReturnType<typeof loadImage> {
  return loadImage(`${base}${path}`, { label: 'msg.payload', ...options })
}

describe('an image at an address', () => {
  before(async () => {
    jpeg = await scene().jpeg().toBuffer()
    server = createServer((request, response) => {
      const path = request.url?.split('?')[0] ?? ''
      asked.push(path)
      response.on('close', () => ended.push(path))
      answers[path]?.(request, response)
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    base = `http://127.0.0.1:${port()}`
  })
  beforeEach(() => {
    asked = []
    ended = []
  })
  after(() => {
    server.closeAllConnections()
    server.close()
  })

  it('is fetched, and the fetch measured', async () => {
    const { frame, measured } = await load('/cam.jpg?token=secret')
    assert.equal(String(frame), 'ImageFrame 320x240 jpeg')
    assert.equal(frame.source, `${base}/cam.jpg`)
    assert.deepEqual(
      measured.map(({ stage }) => stage),
      ['read'],
    )
  })

  it('is fetched through a redirect', async () => {
    assert.equal((await load('/once')).frame.width, 320)
    assert.deepEqual(asked, ['/once', '/cam.jpg'])
  })

  it('is fetched with the name and password of the address, which nobody else sees', async () => {
    const { frame } = await loadImage(`http://me:p%40ss@127.0.0.1:${port()}/private`, {
      label: 'x',
    })
    assert.equal(frame.source, `${base}/private`)
    await assert.rejects(load('/private'), coded('URL_FAILED', /401/, /user:password/))
  })

  it('is fetched from a device that breaks the rules of HTTP', async () => {
    assert.equal((await load('/lenient')).frame.width, 320)
  })

  it('must come within the time limit, header and body', async () => {
    for (const path of ['/silent', '/slow']) {
      await assert.rejects(load(path, { timeoutMs: 150 }), coded('URL_TIMEOUT', /150 ms/))
    }
  })

  it('must not be larger than the limit, announced or not, packed or not', async () => {
    for (const path of ['/endless', '/announced', '/bomb']) {
      await assert.rejects(load(path, { maxBytes: 1e6 }), coded('URL_TOO_LARGE', /1000000 bytes/))
    }
    for (const path of ['/endless', '/announced']) await has(ended, path)
  })

  it('is not looked for in a circle', async () => {
    await assert.rejects(load('/loop'), coded('URL_FAILED', /redirects too often/))
    assert.equal(asked.length, 6)
  })

  const failures: [path: string, text: RegExp][] = [
    ['/missing.jpg', /status 404/],
    ['/stream', /stream of images/],
    ['/cut', /could not be fetched/],
    ['/reset', /could not be fetched/],
    ['/nowhere', /could not be fetched/],
    ['/busy', /status 503.*ask less often/],
    ['/Stream', /stream of images/],
    ['/digest', /needs a password/],
    ['/negotiate', /negotiate or ntlm authentication.*Set the device/],
    ['/basic', /needs a password/],
    ['/no-http', /does not answer in HTTP.*port/],
  ]
  for (const [path, text] of failures) {
    it(`that fails says why: ${path}`, () => assert.rejects(load(path), coded('URL_FAILED', text)))
  }

  it('where nobody answers says so', () =>
    assert.rejects(
      loadImage('http://127.0.0.1:1/cam.jpg', { label: 'msg.payload' }),
      coded('URL_FAILED', /127\.0\.0\.1:1\/cam\.jpg/),
    ))

  it('that refuses the name and password of its address is told from one that has none', () =>
    assert.rejects(
      loadImage(`http://me:50%@127.0.0.1:${port()}/basic`, { label: 'x' }),
      coded('URL_FAILED', /refuses the user name and password/),
    ))

  it('that cannot be unpacked is an error, within the time limit', () =>
    assert.rejects(load('/unpackable', { timeoutMs: 500 }), (thrown: DepthError) =>
      ['URL_FAILED', 'URL_TIMEOUT'].includes(thrown.code),
    ))

  it('is given up when the node closes, which ends the connection', async () => {
    for (const path of ['/silent', '/slow']) {
      const closing = new AbortController()
      const loading = load(path, { signal: closing.signal })
      await has(asked, path)
      closing.abort()
      await assert.rejects(loading, coded('CLOSED'))
      await has(ended, path)
    }
  })

  describe('through the proxy of the environment', () => {
    let proxy: ForwardProxy
    const through = (environment: Record<string, string>) =>
      load('/cam.jpg', { proxy: proxySettings(environment) })

    beforeEach(async () => {
      proxy = await ForwardProxy.start('user:pass')
    })
    afterEach(() => proxy.close())

    it('is fetched with the credentials of the proxy', async () => {
      await through({ HTTP_PROXY: proxy.url.replace('//', '//user:pass@') })
      assert.deepEqual(proxy.seen, [`GET ${base}/cam.jpg`])
    })

    it('is not fetched where NO_PROXY names its host', async () => {
      await through({ HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' })
      assert.deepEqual(proxy.seen, [])
    })

    it('fails with the reason where the proxy refuses', () =>
      assert.rejects(through({ HTTP_PROXY: proxy.url }), coded('URL_FAILED', /407/)))
  })

  describe('with hosts confined by settings.js', () => {
    const confined = { hosts: ['127.0.0.1', '*.example.org'] }

    it('is fetched from a host of the list, on any port or the one named', async () => {
      await load('/cam.jpg', confined)
      await load('/cam.jpg', { hosts: [`127.0.0.1:${port()}`] })
    })

    it('is not fetched from another host or port, and nobody is asked', async () => {
      for (const hosts of [['example.org'], ['127.0.0.1:1'], []]) {
        await assert.rejects(
          load('/cam.jpg', { hosts }),
          coded('URL_FORBIDDEN', /127\.0\.0\.1.*depthLoadImageHosts/),
        )
      }
      assert.deepEqual(asked, [])
    })

    it('is not fetched where a redirect leads to another host', async () => {
      await assert.rejects(load('/elsewhere', confined), coded('URL_FORBIDDEN', /localhost/))
      assert.deepEqual(asked, ['/elsewhere'])
    })
  })

  it('has to begin with http or https, after redirects as well', async () => {
    await assert.rejects(
      loadImage('ftp://cam/a.jpg', { label: 'x' }),
      coded('URL_FORBIDDEN', /ftp:/),
    )
    await assert.rejects(load('/to-file'), coded('URL_FORBIDDEN', /file:/))
  })

  it('has to be a valid one, which is shown unless it may hold a password', async () => {
    const invalid = (text: string, ...says: RegExp[]) =>
      assert.rejects(loadImage(text, { label: 'x' }), coded('URL_FAILED', ...says))
    await invalid('http://', /URL of the image is not valid \(http:\/\/\)/)
    await invalid('http://192.168.1.300/x', /192\.168\.1\.300/)
    await invalid('http://u:p/ss@cam/x', /URL of the image is not valid\. /, /%2F/)
  })

  it('goes through a proxy without a scheme, and one that is no URL is named', async () => {
    const proxy = await ForwardProxy.start()
    const environment = { HTTP_PROXY: new URL(proxy.url).host }
    await load('/cam.jpg', { proxy: proxySettings(environment) })
    await proxy.close()
    assert.equal(proxy.seen.length, 1)
    for (const HTTP_PROXY of ['http://', 'ftp://me:secret@proxy']) {
      await assert.rejects(
        load('/cam.jpg', { proxy: proxySettings({ HTTP_PROXY }) }),
        coded('CONFIG_INVALID', /HTTP_PROXY/, /^(?!.*secret)/),
      )
    }
  })
})
