import assert from 'node:assert/strict'
import { mkdir, readFile, symlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { ErrorCode } from '../../../lib/errors'
import { locateModel } from '../../../lib/hub/locate'
import { coded } from '../../../testing/errors'
import {
  briefTimeouts,
  StoreUnderTest,
  storeUnderTest,
} from '../../../testing/hub/store-under-test'
import { graphFile, published } from '../../../testing/models/published-model'
import type { HubFault } from '../../../testing/hub/hub-faults'
import { until } from '../../../testing/process/until'

describe('a download', () => {
  const store = storeUnderTest({ token: 'secret' })

  async function assertFails(code: ErrorCode, message: RegExp): Promise<void> {
    await assert.rejects(store.download(), coded(code, message))
    await assert.rejects(
      locateModel(published, 'fp32', store.settings),
      coded('MODEL_FILE_MISSING'),
    )
  }

  const temporary: readonly { readonly what: string; readonly fault: HubFault }[] = [
    {
      what: '429 with Retry-After',
      fault: { on: 'resolve', status: 429, headers: { 'retry-after': '0' } },
    },
    { what: '500 of the API', fault: { on: 'paths-info', status: 500 } },
    { what: '503 of the origin of the bytes', fault: { on: 'bytes', status: 503, times: 2 } },
  ]
  for (const { what, fault } of temporary) {
    it(`tries again after ${what}`, async () => {
      store.server.inject(fault)
      await store.download()
      assert.deepEqual(await readFile(store.blob), store.content)
    })
  }

  const lasting: readonly {
    readonly what: string
    readonly fault: HubFault
    readonly code: ErrorCode
    readonly says: RegExp
  }[] = [
    {
      what: '401',
      fault: { on: 'resolve', status: 401 },
      code: 'DOWNLOAD_DENIED',
      says: /127.0.0.1:\d+ answered 401 for \/acme\/depth\/resolve\/main\/onnx\/model.onnx: .* HF_TOKEN/,
    },
    {
      what: '403',
      fault: { on: 'resolve', status: 403 },
      code: 'DOWNLOAD_DENIED',
      says: /accept its conditions/,
    },
    {
      what: '404',
      fault: { on: 'paths-info', status: 404 },
      code: 'DOWNLOAD_NOT_FOUND',
      says: /no such file or revision/,
    },
    {
      what: '404 of the bytes',
      fault: { on: 'bytes', status: 404 },
      code: 'DOWNLOAD_NOT_FOUND',
      says: /answered 404/,
    },
    {
      what: '429 that asks for an hour',
      fault: { on: 'resolve', status: 429, headers: { 'retry-after': '3600' } },
      code: 'DOWNLOAD_FAILED',
      says: /answered 429/,
    },
    {
      what: '500 that does not end',
      fault: { on: 'bytes', status: 500, times: 9 },
      code: 'DOWNLOAD_FAILED',
      says: /answered 500/,
    },
    {
      what: 'an endless redirect',
      fault: { on: 'bytes', redirectTo: '/again', times: 99 },
      code: 'DOWNLOAD_FAILED',
      says: /redirected .* too many times/,
    },
    {
      what: 'a redirect to another scheme',
      fault: { on: 'bytes', redirectTo: 'file:///etc/passwd' },
      code: 'DOWNLOAD_FAILED',
      says: /not safe: file:/,
    },
    {
      what: 'a changed byte',
      fault: { on: 'bytes', flipLastByte: true },
      code: 'DOWNLOAD_CORRUPT',
      says: /has the checksum [0-9a-f]{64} where [0-9a-f]{64} was announced/,
    },
    {
      what: 'more bytes than announced',
      fault: { on: 'bytes', surplus: 10 },
      code: 'DOWNLOAD_CORRUPT',
      says: /more than the 300000 bytes/,
    },
    {
      what: 'another size than announced',
      fault: { on: 'paths-info', announceBytes: 300_001 },
      code: 'DOWNLOAD_CORRUPT',
      says: /of 300000; expected .* of 300001/,
    },
    {
      what: 'a server that stalls for good',
      fault: { on: 'bytes', stallAfter: 0, times: 9 },
      code: 'DOWNLOAD_FAILED',
      says: /sent nothing for 0.4 s/,
    },
    {
      what: 'a description that stalls',
      fault: { on: 'paths-info', unended: 'silent', times: 9 },
      code: 'DOWNLOAD_FAILED',
      says: /sent nothing for 0.4 s/,
    },
    {
      what: 'a description without an end',
      fault: { on: 'paths-info', unended: 'endless' },
      code: 'DOWNLOAD_FAILED',
      says: /more than 1000000 bytes where it should describe/,
    },
    {
      what: 'a disk with too little room',
      fault: { on: 'paths-info', announceBytes: 10 ** 15 },
      code: 'DISK_FULL',
      says: /needs 1000000000 MB more/,
    },
  ]
  for (const { what, fault, code, says } of lasting) {
    it(`fails for ${what} with ${code}, and leaves nothing that passes for a model`, async () => {
      store.server.inject(fault)
      await assertFails(code, says)
    })
  }

  it('is canceled at once while the description stalls', async () => {
    store.server.inject({ on: 'paths-info', unended: 'silent', times: 9 })
    const canceling = new AbortController()
    const timeouts = { ...briefTimeouts, stallMs: 60_000, describeMs: 60_000 }
    const download = store.download(published, { signal: canceling.signal, timeouts })
    const asked = () => store.server.requests.some(({ path }) => path.includes('/paths-info/'))
    await until(() => asked() || undefined)
    canceling.abort()
    await assert.rejects(download, coded('DOWNLOAD_CANCELED'))
  })

  it('says that the disk is full when it fills up on the way', async () => {
    await mkdir(dirname(store.blob), { recursive: true })
    await symlink('/dev/full', store.partial)
    await assertFails('DISK_FULL', /The disk is full while writing .*partial/)
  })

  it('says that nobody answers at the endpoint', async () => {
    const gone = new StoreUnderTest()
    await gone.open([graphFile()])
    await gone.close()
    store.settings = { ...store.settings, endpoint: gone.server.endpoint }
    await assertFails('DOWNLOAD_FAILED', /could not be reached .*ECONNREFUSED/)
  })

  it('says that the endpoint is not a hub', async () => {
    store.server.inject({ on: 'resolve', status: 200 })
    await assertFails('DOWNLOAD_FAILED', /X-Repo-Commit is missing/)
  })

  it('says that the token is missing, not sending another', async () => {
    const { token, ...without } = store.settings
    assert.equal(token, 'secret')
    store.settings = without
    await assertFails('DOWNLOAD_DENIED', /needs credentials/)
  })
})
