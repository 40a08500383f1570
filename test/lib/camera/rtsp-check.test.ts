import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { cameraAddress } from '../../../lib/camera/address'
import { checkRtsp } from '../../../lib/camera/rtsp-check'
import { coded } from '../../../testing/errors'

describe('the check of an RTSP camera', () => {
  let server: Server | undefined
  let asked: string[]
  let sockets: Socket[] = []
  afterEach(() => {
    for (const socket of sockets) socket.destroy()
    sockets = []
    server?.close()
  })

  /** Answers each request with what `answer` makes of it. */
  async function check(
    answer: (head: string) => string | undefined,
    account?: { username: string; password: string },
  ): Promise<void> {
    asked = []
    server?.close()
    server = createServer((socket) => {
      sockets.push(socket)
      socket.on('error', () => undefined)
      socket.setEncoding('latin1').on('data', (head: string) => {
        asked.push(head)
        const text = answer(head)
        if (text === undefined) socket.destroy()
        else socket.write(text.replaceAll('\n', '\r\n'))
      })
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    const address = cameraAddress({ address: `rtsp://127.0.0.1:${port}/live?x=1`, account })
    await checkRtsp(address, 500, new AbortController().signal)
  }

  const ok = 'RTSP/1.0 200 OK\nCSeq: 1\nContent-Length: 5\n\nv=0\n'
  const refused = (challenge: string) =>
    `RTSP/1.0 401 Unauthorized\nCSeq: 1\nWWW-Authenticate: ${challenge}\n\n`
  const login = (challenge: string) => (head: string) =>
    head.includes('Authorization') || head.startsWith('OPTIONS') ? ok : refused(challenge)
  const account = { username: 'me', password: 'geheim' }

  it('passes a camera that describes its stream, with the login that it asks for', async () => {
    await check(() => ok)
    await check(login('Digest realm="cam", nonce="n"'), account)
    assert.match(
      asked.at(-1) ?? '',
      /^DESCRIBE rtsp:\/\/127[^]*Authorization: Digest username="me"/,
    )
    await check(login('Basic realm="cam"'), account)
    assert.match(asked.at(-1) ?? '', /Authorization: Basic/)
    assert.ok(!asked.join('').includes('geheim'))
  })

  it('refuses a redirect, whichever request it answers', async () => {
    const redirect = 'RTSP/1.0 302 Moved\nCSeq: 1\nLocation: rtsp://evil.example/x\n\n'
    for (const method of ['OPTIONS', 'DESCRIBE']) {
      const answer = (head: string) => (head.startsWith(method) ? redirect : ok)
      await assert.rejects(check(answer), coded('URL_FORBIDDEN', /redirects to rtsp:\/\/evil/))
    }
  })

  it('says why a camera refuses', async () => {
    const digest = 'Digest realm="cam", nonce="n", algorithm=SHA-256'
    await assert.rejects(
      check(() => refused('Basic realm="x"')),
      coded('CAMERA_DENIED', /needs a password/),
    )
    await assert.rejects(
      check((head) => (head.startsWith('OPTIONS') ? ok : refused('Basic realm="x"')), account),
      coded('CAMERA_DENIED', /refuses the user name and password/),
    )
    await assert.rejects(check(login(digest), account), coded('CAMERA_DENIED', /SHA-256.*MD5/))
    await assert.rejects(
      check((head) => (head.startsWith('OPTIONS') ? ok : 'RTSP/1.0 404 Not Found\nCSeq: 1\n\n')),
      coded('CAMERA_FAILED', /404.*path/),
    )
  })

  it('says so where the other end is silent, closes, or speaks something else', async () => {
    await assert.rejects(
      check(() => ''),
      coded('CAMERA_TIMEOUT', /0\.5 s/),
    )
    await assert.rejects(
      check(() => undefined),
      coded('CAMERA_FAILED', /ended the connection/),
    )
    await assert.rejects(
      check(() => 'HTTP/1.1 400 Bad\n\n'),
      coded('CAMERA_FAILED', /RTSP/),
    )
    await assert.rejects(
      check(() => 'x'.repeat(100_000)),
      coded('CAMERA_FAILED', /RTSP/),
    )
  })
})
