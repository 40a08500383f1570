import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { HttpClient, TooManyRedirectsError } from '../../../lib/http/client'

describe('a request', () => {
  let client: HttpClient
  let servers: readonly [Server, Server]
  let origins: readonly string[]
  let seen: { readonly url: string; readonly authorization: string | undefined }[]

  beforeEach(async () => {
    seen = []
    const serve = () =>
      createServer(({ url = '', headers }, response) => {
        seen.push({ url, authorization: headers.authorization })
        const location = new URL(url, 'http://any').searchParams.get('to')
        response.writeHead(location === null ? 200 : 302, location === null ? {} : { location })
        response.end()
      })
    servers = [serve(), serve()]
    await Promise.all(servers.map((server) => once(server.listen(0, '127.0.0.1'), 'listening')))
    origins = servers.map((server) => `127.0.0.1:${(server.address() as AddressInfo).port}`)
    client = await HttpClient.create({ proxy: { exceptions: [] }, stallMs: 5_000 })
  })
  afterEach(async () => {
    await client.close()
    for (const server of servers) server.close()
  })

  it('keeps the credentials of its URL at its own origin', async () => {
    const [own = '', other = ''] = origins
    const to = encodeURIComponent(`http://${own}/b?to=${encodeURIComponent(`http://${other}/c`)}`)
    const { url } = await client.request(new URL(`http://me:pw@${own}/a?to=${to}`), {
      maxRedirects: 5,
    })
    const basic = `Basic ${Buffer.from('me:pw').toString('base64')}`
    assert.equal(url.href, `http://${other}/c`)
    assert.deepEqual(
      seen.map(({ authorization }) => authorization),
      [basic, basic, undefined],
    )
  })

  it('is redirected as often as it allows', async () => {
    const start = new URL(`http://${origins[0] ?? ''}/?to=%2F%3Fto%3D%252F`)
    await assert.rejects(client.request(start, { maxRedirects: 1 }), TooManyRedirectsError)
    assert.equal(seen.length, 2)
  })
})
