import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { loadImage } from '../../../../lib/image/load'
import type { ErrorCode } from '../../../../lib/errors'
import { coded } from '../../../../testing/errors'
import { scene } from '../../../../testing/frames/scenes'

function ok(body: string | Buffer, headers = ''): Buffer {
  return Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\n${headers}\r\n`), Buffer.from(body)])
}

function status(code: number, headers = ''): string {
  return `HTTP/1.1 ${code} X\r\n${headers}content-length: 0\r\n\r\n`
}

describe('the answer of a URL', () => {
  let server: Server
  let jpeg: Buffer
  let answer: string | Buffer

  before(async () => {
    jpeg = await scene().jpeg().toBuffer()
    server = createServer((socket) => {
      socket.on('error', () => socket.destroy())
      socket.once('data', () => socket.end(answer))
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
  })
  after(() => server.close())

  const load = (given: string | Buffer) => {
    answer = given
    const { port } = server.address() as AddressInfo
    return loadImage(`http://127.0.0.1:${port}/x`, { label: 'msg.payload' })
  }

  const images: Record<string, () => Buffer> = {
    base64: () => ok(jpeg.toString('base64')),
    'a data URI': () => ok(`data:image/jpeg;base64,${jpeg.toString('base64')}`),
    'JSON with base64': () => ok(JSON.stringify({ image: jpeg.toString('base64') })),
    'JSON of a Buffer': () => ok(JSON.stringify(jpeg)),
    'under a header with NUL in it': () => ok(jpeg, 'X-Device: a\0b\r\n'),
    'followed by more than its length': () =>
      ok(Buffer.concat([jpeg, Buffer.from('more')]), `Content-Length: ${jpeg.length}\r\n`),
    'one part of a multipart body': () => {
      const part = '--b\r\nContent-Type: image/jpeg\r\n\r\n'
      const body = Buffer.concat([Buffer.from(part), jpeg, Buffer.from('\r\n--b--\r\n')])
      return ok(body, 'Content-Type: multipart/mixed; boundary=b\r\n')
    },
  }
  for (const [name, bytes] of Object.entries(images)) {
    it(`may be ${name}`, async () => {
      const { frame } = await load(bytes())
      assert.equal(String(frame), 'ImageFrame 320x240 jpeg')
      assert.match(frame.source, /^http:.*\/x$/)
    })
  }

  it('is not followed where it names a path or URL', async () => {
    for (const body of ['/etc/passwd', '{"image":"http://127.0.0.1/"}', '"file:///etc/passwd"']) {
      await assert.rejects(load(ok(body)), coded('IMAGE_INVALID', /answered with/))
    }
  })

  const failures: Record<string, [string | Buffer, RegExp, ErrorCode?]> = {
    'has a header without a name': [
      'HTTP/1.1 200 OK\r\n: x\r\n\r\nx',
      /breaks the rules.*Invalid header/,
    ],
    'has two lengths': [
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx',
      /breaks the rules.*Duplicate Content-Length/,
    ],
    'has a negative length': [
      ok('x', 'Content-Length: -1\r\n'),
      /breaks the rules.*Try another URL/,
    ],
    'has a wrong chunk size': [
      ok('zz\r\nabc\r\n', 'Transfer-Encoding: chunked\r\n'),
      /breaks the rules of HTTP: .*chunk size/,
    ],
    'has 20 kB of headers': [ok('x', `x: ${'a'.repeat(20_000)}\r\n`), /--max-http-header-size/],
    'is a stream of sound': ['ICY 200 OK\r\n\r\n', /does not answer in HTTP\. Check the port/],
    'is the banner of SSH': ['SSH-2.0-OpenSSH_9.6\r\n', /does not answer in HTTP\. Check the port/],
    'is an image without headers': [Buffer.from('ffd8ffe0', 'hex'), /does not answer in HTTP/],
    'is of RTSP': ['RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n', /without a body.*RTSP/, 'IMAGE_EMPTY'],
    'redirects to nowhere': [status(302, 'Location: \r\n'), /status 302.*without saying where/],
    'redirects to no URL': [
      status(302, 'Location: http://[\r\n'),
      /not a URL\. Use the URL of the/,
    ],
    'has status 300': [status(300), /status 300.*without saying where/],
    'has status 304': [status(304), /status 304/],
    'has status 407': [status(407), /status 407.*user:password@host/],
    'has status 418': [status(418), /status 418.*Open the URL in a browser/],
    'has status 500': [status(500), /status 500.*The fault is on the device/],
    'asks for NTLM': [
      status(401, 'WWW-Authenticate: NTLM\r\nWWW-Authenticate: Negotiate\r\n'),
      /asks for ntlm or negotiate .*Set the device to digest or basic/,
    ],
    'asks for a token': [
      status(401, 'WWW-Authenticate: Bearer realm="x"\r\n'),
      /asks for bearer .*"http request" node \(with bearer/,
    ],
    'is a page': [
      ok('<!doctype html><title>Log in</title>'),
      /an HTML page with the title "Log in"/,
      'IMAGE_INVALID',
    ],
    'switches to another protocol': [
      'HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
      /switches to another protocol/,
    ],
    'is JSON': [ok('{"token":"<title>secret</title>"}'), /with JSON instead/, 'IMAGE_INVALID'],
    'is a text': [ok('Camera busy; key=secret'), /with a text instead/, 'IMAGE_INVALID'],
  }
  for (const [name, [bytes, text, code = 'URL_FAILED']] of Object.entries(failures)) {
    it(`that ${name} is an error that says what to do, without what was sent`, () =>
      assert.rejects(load(bytes), coded(code, text, /^(?!.*secret)/)))
  }

  const schemes: Record<string, RegExp> = {
    'rtsp://cam/live': /"camera" node/,
    'htp://cam/x.jpg': /Correct its beginning to http:\/\//,
    'htttps://cam/x.jpg': /Correct its beginning/,
    'ftp://cam/x.jpg': /a node for that protocol/,
  }
  for (const [url, text] of Object.entries(schemes)) {
    it(`cannot come from ${url}`, () =>
      assert.rejects(loadImage(url, { label: 'x' }), coded('URL_FORBIDDEN', text)))
  }
})
