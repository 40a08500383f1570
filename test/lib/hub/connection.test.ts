import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { proxySettings } from '../../../lib/http/proxy'
import { coded } from '../../../testing/errors'
import { ForwardProxy } from '../../../testing/http/forward-proxy'
import { storeUnderTest } from '../../../testing/hub/store-under-test'

describe('the connection to the hub', () => {
  const store = storeUnderTest()

  let proxy: ForwardProxy | undefined

  afterEach(async () => {
    await proxy?.close()
    proxy = undefined
  })

  /** The proxy part of settings that come from these variables. */
  const through = (environment: Record<string, string>) => ({
    ...store.settings,
    proxy: proxySettings(environment),
  })

  it('goes through the proxy of HTTP_PROXY, to both origins', async () => {
    proxy = await ForwardProxy.start()
    store.settings = through({ HTTP_PROXY: proxy.url })
    assert.deepEqual(await readFile((await store.download()).file), store.content)
    assert.equal(proxy.seen.length, store.server.requests.length)
    const hosts = new Set(proxy.seen.map((line) => new URL(line.split(' ')[1] ?? '').host))
    assert.equal(hosts.size, 2)
  })

  it('goes around the proxy to the hosts of NO_PROXY', async () => {
    proxy = await ForwardProxy.start()
    store.settings = through({ http_proxy: proxy.url, no_proxy: 'example.org, 127.0.0.1' })
    await store.download()
    assert.deepEqual(proxy.seen, [])
  })

  it('gives the proxy the credentials of its address', async () => {
    proxy = await ForwardProxy.start('user:pass')
    store.settings = through({ ALL_PROXY: proxy.url.replace('//', '//user:pass@') })
    await store.download()
    assert.ok(proxy.seen.length > 0)
  })

  it('says that the proxy needs credentials', async () => {
    proxy = await ForwardProxy.start('user:pass')
    store.settings = through({ HTTP_PROXY: proxy.url })
    await assert.rejects(
      store.download(),
      coded('DOWNLOAD_DENIED', /407/, /user:password@host:port/),
    )
  })

  it('does not wait for a proxy that stays silent', async () => {
    const silent = createServer()
    await once(silent.listen(0, '127.0.0.1'), 'listening')
    const { port } = silent.address() as AddressInfo
    store.settings = through({ HTTP_PROXY: `http://127.0.0.1:${port}` })
    await assert.rejects(store.download(), coded('DOWNLOAD_FAILED', /sent nothing for 0\.4 s/))
    silent.close()
  })

  it('says that the proxy is not there', async () => {
    proxy = await ForwardProxy.start()
    const { url } = proxy
    await proxy.close()
    proxy = undefined
    store.settings = through({ HTTP_PROXY: url })
    await assert.rejects(
      store.download(),
      coded('DOWNLOAD_FAILED', /ECONNREFUSED/, /proxy variables/),
    )
  })

  describe('over https', () => {
    let folder: string
    let tls: { key: string; cert: string }

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'depth-tls-'))
      const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
      execFileSync(
        'openssl',
        [
          'req',
          '-x509',
          '-newkey',
          'rsa:2048',
          '-nodes',
          '-days',
          '1',
          '-subj',
          '/CN=localhost',
          '-keyout',
          key,
          '-out',
          cert,
        ],
        { stdio: 'ignore' },
      )
      tls = { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') }
    })
    after(() => rm(folder, { recursive: true, force: true }))

    beforeEach(async () => {
      await store.close()
      await store.open(store.files, { tls })
    })

    it('says that the certificate is not trusted, and how to trust it, at once', async () => {
      await assert.rejects(store.download(), coded('DOWNLOAD_FAILED', /NODE_EXTRA_CA_CERTS/))
      assert.equal(store.server.requests.length, 0)
    })

    it('says that the proxy of HTTPS_PROXY needs credentials', async () => {
      proxy = await ForwardProxy.start('user:pass')
      store.settings = through({ HTTPS_PROXY: proxy.url })
      await assert.rejects(store.download(), coded('DOWNLOAD_DENIED', /407/))
    })

    it('asks HTTPS_PROXY for a tunnel', async () => {
      proxy = await ForwardProxy.start()
      store.settings = through({ HTTPS_PROXY: proxy.url })
      await assert.rejects(store.download(), coded('DOWNLOAD_FAILED', /NODE_EXTRA_CA_CERTS/))
      assert.deepEqual(proxy.seen, [`CONNECT ${new URL(store.server.endpoint).host}`])
      assert.ok(proxy.tunneled > 0)
    })
  })
})
