import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { NodeStatus } from 'node-red'
import type { DepthFrame } from '../../lib/frames/depth-frame'
import type { ImageFrame } from '../../lib/frames/image-frame'
import { findModel } from '../../lib/models/catalog'
import { downloads } from '../../lib/hub/downloads'
import { storeSettings, type StoreSettings } from '../../lib/hub/settings'
import { depthAnythingGraph } from '../../tools/graph'
import { HubServer } from '../../testing/hub/hub-server'
import { inferNode, loadInferFlow } from '../../testing/node-red/infer-flow'
import {
  catching,
  helperNode,
  caught,
  nodeOf,
  receive,
  send,
} from '../../testing/node-red/node-red'
import { withNodeRed } from '../../testing/node-red/node-under-test'
import { rampFrame } from '../../testing/frames/images'
import { until } from '../../testing/process/until'

const model = 'depth-anything-v1-small'
const out = helperNode('out')

describe('infer depth with a model that is not downloaded', () => {
  withNodeRed()
  let hub: HubServer
  let userDir: string
  let store: StoreSettings
  let image: ImageFrame
  let statuses: NodeStatus[]

  before(async () => {
    image = await rampFrame(160, 90)
  })

  beforeEach(async () => {
    const content = Buffer.from(depthAnythingGraph({ size: 'tiny', version: 'v1' }))
    hub = await HubServer.start({
      repository: 'Xenova/depth-anything-small-hf',
      files: [{ path: 'onnx/model_quantized.onnx', content }],
    })
    userDir = await mkdtemp(join(tmpdir(), 'depth-user-'))
    store = storeSettings(
      {
        endpoint: hub.endpoint,
        cacheFolder: join(userDir, 'hub'),
        folder: join(userDir, 'depth-models'),
      },
      {},
    )
  })
  afterEach(async () => {
    await hub.close()
    await rm(userDir, { recursive: true, force: true })
  })

  async function start(changes: Record<string, unknown>, storeChanges = {}): Promise<void> {
    const { endpoint, cacheFolder } = store
    const node = { modelType: 'catalog', precision: 'q8', size: 56, store: 'store', ...changes }
    await loadInferFlow(
      [
        {
          id: 'store',
          type: 'depth-store',
          endpoint,
          cacheFolder,
          offline: false,
          ...storeChanges,
        },
        inferNode('infer', model, [['out']], node),
        out,
        ...catching,
      ],
      { userDir },
    )
    statuses = []
    nodeOf('infer').on('call:status', (call: { args: [NodeStatus] }) => {
      statuses.push(call.args[0])
    })
  }

  /** The text of the first status that fits. */
  const status = (pattern: RegExp) =>
    until(() => statuses.map(({ text }) => text).find((text) => pattern.test(text ?? '')))

  it('downloads nothing by itself, and says how to get it', async () => {
    await start({})
    send('infer', { payload: image })
    const { code, message } = await caught()
    assert.equal(code, 'MODEL_FILE_MISSING')
    assert.match(message, /Press Download/)
    assert.equal(hub.requests.length, 0)
  })

  it('downloads it at deploy when it may, shows the progress, and then runs it', async () => {
    hub.inject({ on: 'bytes', pieces: { count: 30, pauseMs: 60 } })
    await start({ download: true })
    assert.match(await status(/ % \/ /), /^\d+ % \/ 2\.\d+ MB(, [\d.]+ [kM]B\/s, \d+ s)?$/)
    send('infer', { payload: image })
    const { code, message } = await caught()
    assert.equal(code, 'MODEL_DOWNLOADING')
    assert.match(message, /kB of 2\.\d+ MB|MB of 2\.\d+ MB/)
    await status(/downloaded/)
    send('infer', { payload: image })
    const depth = (await receive('out')).payload as DepthFrame
    assert.equal(depth.model, model)
    assert.equal(hub.bytesRequests.length, 1)
  })

  it('warms it up after its download', async () => {
    await start({ download: true, warmUp: true })
    await status(/ready/)
    assert.equal(hub.bytesRequests.length, 1)
  })

  it('downloads the one that a message names', async () => {
    await start({ download: true, modelType: 'msg', model: 'model' })
    send('infer', { payload: image, model })
    assert.equal((await caught()).code, 'MODEL_DOWNLOADING')
    await status(/downloaded/)
    send('infer', { payload: image, model })
    assert.equal(((await receive('out')).payload as DepthFrame).model, model)
  })

  it('shows the progress of a download that was started in the editor', async () => {
    hub.inject({ on: 'bytes', pieces: { count: 10, pauseMs: 60 } })
    await start({})
    const download = downloads.start(await findModel(model), 'q8', store)
    await status(/ % \/ /)
    await download.finished
    await status(/downloaded/)
  })

  it('does not start a download whose license nobody has accepted', async () => {
    await start({ download: true, model: 'depth-anything-v2-base' })
    await status(/LICENSE_NOT_ACCEPTED/)
    send('infer', { payload: image })
    assert.equal((await caught()).code, 'LICENSE_NOT_ACCEPTED')
    assert.equal(hub.requests.length, 0)
  })

  it('does not start a download in a store that is offline', async () => {
    await start({ download: true }, { offline: true })
    send('infer', { payload: image })
    assert.equal((await caught()).code, 'OFFLINE')
    assert.equal(hub.requests.length, 0)
  })

  it('reports what went wrong, and does not ask the hub with every message', async () => {
    hub.inject({ on: 'resolve', status: 404 })
    await start({ download: true })
    await status(/DOWNLOAD_NOT_FOUND/)
    const before = hub.requests.length
    for (let count = 0; count < 3; count++) {
      send('infer', { payload: image })
      assert.equal((await caught()).code, 'DOWNLOAD_NOT_FOUND')
    }
    assert.equal(hub.requests.length, before)
  })
})
