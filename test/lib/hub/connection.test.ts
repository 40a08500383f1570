import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { downloadModel } from '../../../lib/hub/download-model'
import { storeSettings, type StoreSettings } from '../../../lib/hub/settings'
import { coded } from '../../../testing/errors'
import { ForwardProxy } from '../../../testing/http/forward-proxy'
import type { HubFile, HubServer } from '../../../testing/hub/hub-server'
import {
  graphFile,
  published,
  serveModel,
  unwatched,
} from '../../../testing/models/published-model'

describe('the connection to the hub', () => {
  const graph: HubFile = graphFile()
  let server: HubServer
  let store: StoreSettings
  let close: () => Promise<void>
  let proxy: ForwardProxy | undefined

  beforeEach(async () => {
    ;({ server, store, close } = await serveModel([graph]))
  })

  afterEach(async () => {
    await proxy?.close()
    proxy = undefined
    await close()
  })

  const download = () => downloadModel(published, 'fp32', store, unwatched())
  /** The proxy part of settings that come from these variables. */
  const through = (environment: Record<string, string>) => ({
    ...store,
    proxy: storeSettings({}, environment).proxy,
  })

  it('goes through the proxy of HTTP_PROXY, to both origins', async () => {
    proxy = await ForwardProxy.start()
    store = through({ HTTP_PROXY: proxy.url })
    assert.deepEqual(await readFile((await download()).file), graph.content)
    assert.equal(proxy.seen.length, server.requests.length)
    const hosts = new Set(proxy.seen.map((line) => new URL(line.split(' ')[1] ?? '').host))
    assert.equal(hosts.size, 2)
  })

  it('goes around the proxy to the hosts of NO_PROXY', async () => {
    proxy = await ForwardProxy.start()
    store = through({ http_proxy: proxy.url, no_proxy: 'example.org, 127.0.0.1' })
    await download()
    assert.deepEqual(proxy.seen, [])
  })

  it('gives the proxy the credentials of its address', async () => {
    proxy = await ForwardProxy.start('user:pass')
    store = through({ ALL_PROXY: proxy.url.replace('//', '//user:pass@') })
    await download()
    assert.ok(proxy.seen.length > 0)
  })

  it('says that the proxy wants credentials', async () => {
    proxy = await ForwardProxy.start('user:pass')
    store = through({ HTTP_PROXY: proxy.url })
    await assert.rejects(download(), coded('DOWNLOAD_DENIED', /407/, /user:password@host:port/))
  })

  it('says that the proxy is not there', async () => {
    proxy = await ForwardProxy.start()
    const { url } = proxy
    await proxy.close()
    proxy = undefined
    store = through({ HTTP_PROXY: url })
    await assert.rejects(download(), coded('DOWNLOAD_FAILED', /ECONNREFUSED/, /proxy variables/))
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
      await close()
      ;({ server, store, close } = await serveModel([graph], { tls }))
    })

    it('says that the certificate is not trusted, and how to trust it, at once', async () => {
      await assert.rejects(download(), coded('DOWNLOAD_FAILED', /NODE_EXTRA_CA_CERTS/))
      assert.equal(server.requests.length, 0)
    })

    it('says that the proxy of HTTPS_PROXY wants credentials', async () => {
      proxy = await ForwardProxy.start('user:pass')
      store = through({ HTTPS_PROXY: proxy.url })
      await assert.rejects(download(), coded('DOWNLOAD_DENIED', /407/))
    })

    it('asks HTTPS_PROXY for a tunnel', async () => {
      proxy = await ForwardProxy.start()
      store = through({ HTTPS_PROXY: proxy.url })
      await assert.rejects(download(), coded('DOWNLOAD_FAILED', /NODE_EXTRA_CA_CERTS/))
      assert.deepEqual(proxy.seen, [`CONNECT ${new URL(server.endpoint).host}`])
    })
  })
})
