import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { isIP, type AddressInfo, type LookupFunction } from 'node:net'
import { dirname, join, relative } from 'node:path'
import { text } from 'node:stream/consumers'
import { HubClient } from '../../../lib/hub/hub-client'
import { snapshotFile } from '../../../lib/hub/layout'
import { removeModel } from '../../../lib/hub/remove-model'
import { fileState } from '../../../lib/hub/states'
import { coded } from '../../../testing/errors'
import { hubCommit } from '../../../testing/hub/hub-server'
import { storeUnderTest } from '../../../testing/hub/store-under-test'
import { published, source } from '../../../testing/models/published-model'

describe('a hub that cannot be trusted', () => {
  const store = storeUnderTest()

  /** Every file and folder of the test's own folder. */
  const everything = async () => readdir(dirname(store.settings.cacheFolder), { recursive: true })

  type Entry = Record<string, unknown>
  const withLarge = (change: Entry) => (entry: Entry) => ({
    ...entry,
    lfs: { ...(entry['lfs'] as Entry), ...change },
  })
  const withSmall = (change: Entry) => (entry: Entry) => ({ ...entry, lfs: null, ...change })
  const badDigests = ['../../../../outside', '', 'A'.repeat(64), 'a'.repeat(63), 7, null, {}]
  const badSizes = [-1, 1.5, 2 ** 53, '300000', null, {}]
  const descriptions = [
    ...badDigests.map((oid) => [`lfs.oid ${JSON.stringify(oid)}`, withLarge({ oid })] as const),
    ...badDigests.map((oid) => [`oid ${JSON.stringify(oid)}`, withSmall({ oid })] as const),
    ...badSizes.map((size) => [`lfs.size ${JSON.stringify(size)}`, withLarge({ size })] as const),
    ...badSizes.map((size) => [`size ${JSON.stringify(size)}`, withSmall({ size })] as const),
    ['a digest of the other kind', withSmall({ oid: 'a'.repeat(64) })],
    ['an lfs that is a text', (entry: Entry) => ({ ...entry, lfs: 'text' })],
  ] as const
  for (const [what, describe] of descriptions) {
    it(`is not believed ${what}, and nothing is written`, async () => {
      store.server.inject({ on: 'paths-info', describe })
      await assert.rejects(store.download(), coded('DOWNLOAD_CORRUPT', /cannot be one/))
      assert.deepEqual(await everything(), [])
    })
  }

  const elsewhere = [
    ['another path', (entry: Entry) => ({ ...entry, path: '../../onnx/model.onnx' })],
    ['no path', (entry: Entry) => ({ ...entry, path: undefined })],
  ] as const
  for (const [what, describe] of elsewhere) {
    it(`that describes ${what} is asked for nothing`, async () => {
      store.server.inject({ on: 'paths-info', describe })
      await assert.rejects(store.download(), coded('DOWNLOAD_NOT_FOUND'))
      assert.deepEqual(await everything(), [])
    })
  }

  it('that describes nothing but null fails in words', async () => {
    store.server.inject({ on: 'paths-info', describe: () => null })
    await assert.rejects(store.download(), coded('DOWNLOAD_FAILED', /127\.0\.0\.1/, /endpoint/))
  })

  for (const commit of ['../../outside', 'main', hubCommit.toUpperCase(), hubCommit.slice(1)]) {
    it(`is not believed the commit ${commit}`, async () => {
      const headers = { 'x-repo-commit': commit }
      store.server.inject({ on: 'resolve', status: 200, headers })
      await assert.rejects(store.download(), coded('DOWNLOAD_FAILED', /X-Repo-Commit/))
      assert.deepEqual(await everything(), [])
    })
  }

  it('does not lead to an address that only this machine reaches', async () => {
    for (const host of ['169.254.169.254', '[fe80::1]', '[::ffff:169.254.169.254]']) {
      store.server.inject({ on: 'bytes', redirectTo: `http://${host}/latest/meta-data` })
      await assert.rejects(store.download(), coded('DOWNLOAD_FAILED', /not safe/))
    }
  })

  it('does not lead to a name that has only such addresses when it is connected to', async () => {
    const server = createServer(({ url }, response) => {
      const { port } = server.address() as AddressInfo
      const location = `http://inside.test:${port}/found`
      if (url === '/found') response.end('here')
      else response.writeHead(302, { location }).end()
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    const endpoint = `http://127.0.0.1:${port}`
    const answer = (...addresses: string[]) => {
      const found = addresses.map((address) => ({ address, family: isIP(address) }))
      const lookup: LookupFunction = (_name, _options, callback) => callback(null, found)
      return new HubClient({ ...store.settings, endpoint }, 5_000, lookup).request(endpoint)
    }
    try {
      for (const address of ['169.254.169.254', 'fe80::1', '::ffff:a9fe:a9fe'])
        await assert.rejects(answer(address), coded('DOWNLOAD_FAILED', /inside\.test.*not safe/))
      const { response } = await answer('169.254.169.254', '127.0.0.1')
      assert.equal(await text(response.body), 'here')
    } finally {
      server.close()
    }
  })

  describe('and has left a trace in the store', () => {
    let precious: string

    beforeEach(async () => {
      precious = join(dirname(store.settings.cacheFolder), 'precious.partial')
      await writeFile(precious, 'keep')
    })
    afterEach(async () => assert.equal(await readFile(precious, 'utf8'), 'keep'))

    it('cannot have a file outside of the blobs deleted by a link', async () => {
      await store.download()
      const pointer = snapshotFile(store.settings, source, hubCommit, 'onnx/other.onnx')
      await symlink(relative(dirname(pointer), precious), pointer)
      const files = { fp32: { path: 'onnx/other.onnx' } }
      await removeModel({ ...published, files }, 'fp32', store.settings)
    })

    it('cannot have a file deleted by the record of a download', async () => {
      const folder = join(store.settings.folder, 'unfinished')
      await mkdir(folder, { recursive: true })
      const blob = '../../../precious'
      await writeFile(
        join(folder, `${published.id}.fp32.json`),
        JSON.stringify([{ blob, bytes: 1 }, null, 7]),
      )
      assert.deepEqual(await fileState(published, 'fp32', store.settings), { state: 'absent' })
      await removeModel(published, 'fp32', store.settings)
    })
  })
})
