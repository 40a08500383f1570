import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { getRepoFolderName, scanCacheDir } from '@huggingface/hub'
import type { ModelDescriptor } from '../../lib/models/descriptor'
import { locateModel } from '../../lib/hub/locate'
import { repositoryFolder } from '../../lib/hub/layout'
import { removeModel } from '../../lib/hub/remove-model'
import { hubCommit } from '../../testing/hub/hub-server'
import { storeUnderTest } from '../../testing/hub/store-under-test'
import { graphFile, published, source } from '../../testing/models/published-model'

const weights = 'onnx/model.onnx_data'

/** A model whose graph is small, so that git keeps it, and whose weights are large. */
const twoFiles: ModelDescriptor = {
  ...published,
  files: { fp32: { path: 'onnx/model.onnx', externalData: [{ path: weights }] } },
}

describe("Python's huggingface_hub and the store", () => {
  const store = storeUnderTest({ token: 'secret' }, () => [
    { path: 'onnx/model.onnx', content: Buffer.from('a small graph'), large: false },
    { path: weights, content: graphFile().content },
  ])

  /** Runs Python with the same endpoint, cache and token, and returns what it prints. */
  async function python(code: string): Promise<string> {
    const { stdout } = await promisify(execFile)(process.env['PYTHON'] ?? 'python3', ['-c', code], {
      env: {
        PATH: process.env['PATH'],
        HF_ENDPOINT: store.server.endpoint,
        HF_HUB_CACHE: store.settings.cacheFolder,
        HF_HOME: dirname(store.settings.cacheFolder),
        HF_TOKEN: 'secret',
        // Its Xet client talks to a service of its own; the test is about the resolve address.
        HF_HUB_DISABLE_XET: '1',
        HF_HUB_DISABLE_TELEMETRY: '1',
      },
    })
    return stdout.trim()
  }

  const download = (file: string, options = '') =>
    python(
      `from huggingface_hub import hf_hub_download; print(hf_hub_download('acme/depth', '${file}'${options}))`,
    )
  const snapshot = () =>
    python(
      "from huggingface_hub import snapshot_download; print(snapshot_download('acme/depth', allow_patterns='onnx/*'))",
    )
  const fetched = () => store.server.bytesRequests.length

  it('downloads from the server that the store is tested with', async () => {
    for (const { path, content } of store.files) {
      assert.deepEqual(await readFile(await download(path)), content)
    }
    const folder = await snapshot()
    assert.equal(folder, join(repositoryFolder(store.settings, source), 'snapshots', hubCommit))
  })

  it('finds what the store downloaded, and fetches nothing again', async () => {
    const { file } = await store.download(twoFiles)
    const before = fetched()
    assert.equal(await download('onnx/model.onnx', ', local_files_only=True'), file)
    assert.equal(await download(weights, ', local_files_only=True'), `${file}_data`)
    assert.equal(await download(weights), `${file}_data`)
    assert.equal(await download(weights, `, revision='${hubCommit}'`), `${file}_data`)
    assert.equal(await snapshot(), dirname(dirname(file)))
    assert.equal(fetched(), before)
  })

  it('has its downloads found by the store, which asks nobody', async () => {
    await snapshot()
    const before = store.server.requests.length
    const { file } = await locateModel(twoFiles, 'fp32', store.settings)
    assert.equal((await store.download(twoFiles)).file, file)
    assert.deepEqual(await readFile(`${file}_data`), store.files[1]?.content)
    assert.equal(store.server.requests.length, before)
  })

  it('has the half of its download taken over, and only the rest fetched', async () => {
    await download('onnx/model.onnx')
    await assert.rejects(locateModel(twoFiles, 'fp32', store.settings), {
      code: 'MODEL_FILE_MISSING',
    })
    const { file } = await store.download(twoFiles)
    assert.equal(await readFile(file, 'utf8'), 'a small graph')
    assert.equal(fetched(), 1)
  })

  it('scans the cache without a complaint, after a download and after it was deleted', async () => {
    const scan = () =>
      python(
        'from huggingface_hub import scan_cache_dir; found = scan_cache_dir(); ' +
          'print(found.warnings, [(repo.repo_id, repo.nb_files, sorted(repo.refs)) for repo in found.repos])',
      )
    await store.download(twoFiles)
    assert.equal(await scan(), "[] [('acme/depth', 2, ['main'])]")
    await removeModel(twoFiles, 'fp32', store.settings)
    assert.equal(await scan(), '[] []')
  })
})

describe('the library @huggingface/hub and the store', () => {
  const store = storeUnderTest()

  it('name the same folder and the same commit', async () => {
    await store.download()
    const { cacheFolder } = store.settings
    const { repos, warnings } = await scanCacheDir(cacheFolder)
    assert.deepEqual(warnings, [])
    const [repo] = repos
    assert.ok(repo)
    assert.equal(repo.path, repositoryFolder(store.settings, source))
    assert.equal(repo.path, join(cacheFolder, getRepoFolderName(repo.id)))
    assert.deepEqual(
      repo.revisions.map(({ commitOid, refs }) => ({ commitOid, refs })),
      [{ commitOid: hubCommit, refs: ['main'] }],
    )
  })
})
