import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { request } from '../../../lib/http/client'
import { digestAccount, digestServer } from '../../../testing/http/digest-server'

describe('a login', () => {
  let server: Server | undefined
  let seen: (string | undefined)[]
  afterEach(() => server?.close())

  async function serve(listener: RequestListener): Promise<URL> {
    seen = []
    server = createServer((incoming, response) => {
      seen.push(incoming.headers.authorization)
      listener(incoming, response)
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/snap?channel=1`)
  }

  async function ask(url: URL, account = digestAccount): Promise<number> {
    const { response } = await request(
      url,
      { maxRedirects: 0, account },
      { proxy: { exceptions: [] } },
    )
    response.body.resume()
    return response.status
  }

  const algorithms = [
    undefined,
    'MD5',
    'MD5-sess',
    'SHA-256',
    'SHA-256-sess',
    'SHA-512-256',
    'SHA-512-256-sess',
  ]
  for (const algorithm of algorithms) {
    for (const qop of [undefined, 'auth', 'auth-int,auth']) {
      it(`answers digest with ${algorithm ?? 'no algorithm'} and ${qop ?? 'no'} qop, and is asked once`, async () => {
        const { listener, refused } = digestServer({
          ...(algorithm !== undefined && { algorithm }),
          ...(qop !== undefined && { qop }),
        })
        const url = await serve(listener)
        for (let turn = 0; turn < 3; turn++) assert.equal(await ask(url), 200)
        assert.deepEqual(refused, ['no answer'])
        assert.ok(!seen.some((header) => header?.startsWith('Basic')))
      })
    }
  }

  it('answers again where its nonce has become stale', async () => {
    const { listener, refused } = digestServer({ qop: 'auth', uses: 2 })
    const url = await serve(listener)
    for (let turn = 0; turn < 5; turn++) assert.equal(await ask(url), 200)
    assert.deepEqual(refused, ['no answer', 'stale', 'stale'])
  })

  it('tries a wrong password once', async () => {
    const { listener, refused } = digestServer({ qop: 'auth' })
    const url = await serve(listener)
    const wrong = { ...digestAccount, password: 'wrong' }
    assert.equal(await ask(url, wrong), 401)
    assert.equal(await ask(url, wrong), 401)
    assert.deepEqual(refused, ['no answer', 'response', 'no answer', 'response'])
  })

  it('answers basic where nothing better is asked for, and does not repeat a refused one', async () => {
    const good = `Basic ${Buffer.from('me:pw').toString('base64')}`
    for (const [status, header] of [
      [401, { 'www-authenticate': 'Basic realm="cam"' }],
      [401, {}],
      [403, {}],
    ] as const) {
      const url = await serve(({ headers }, response) => {
        const isGood = headers.authorization === good
        response.writeHead(isGood ? 200 : status, isGood ? {} : header).end()
      })
      assert.equal(await ask(url, { username: 'me', password: 'pw' }), 200)
      assert.equal(await ask(url, { username: 'me', password: 'pw' }), 200)
      assert.deepEqual(seen, [undefined, good, good])
      seen = []
      assert.equal(await ask(url, { username: 'me', password: 'no' }), status)
      assert.equal(seen.length, 2)
      server?.close()
    }
  })

  it('does not give its password away where digest is refused', async () => {
    const url = await serve(({ headers }, response) => {
      const challenge = { 'www-authenticate': 'Digest realm="cam", nonce="n", qop="auth"' }
      if (headers.authorization === undefined) response.writeHead(401, challenge).end()
      else response.writeHead(403).end()
    })
    for (let turn = 0; turn < 2; turn++) assert.equal(await ask(url), 403)
    assert.ok(!seen.some((header) => header?.startsWith('Basic')))
  })

  it('keeps its password from a server that asks for something else', async () => {
    const url = await serve((_request, response) =>
      response.writeHead(401, { 'www-authenticate': 'Negotiate' }).end(),
    )
    assert.equal(await ask(url), 401)
    assert.deepEqual(seen, [undefined])
  })
})
