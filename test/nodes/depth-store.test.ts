import assert from 'node:assert/strict'
import { join, resolve } from 'node:path'
import type { NodeAPI } from 'node-red'
import { DepthError } from '../../lib/errors'
import { storeOf, type StoreNode } from '../../lib/node-red/model-store'
import depthStore from '../../nodes/depth-store/depth-store'
import { loadFlow, nodeOf, type FlowNode } from '../../testing/node-red/node-red'
import { withNodeRed } from '../../testing/node-red/node-under-test'
import { withEnvironment } from '../../testing/process/environment'

/** A model store node as its dialog makes it. */
function storeNode(changes: Record<string, unknown> = {}): FlowNode {
  return {
    id: 'store',
    type: 'depth-store',
    name: '',
    configVersion: 1,
    cacheFolder: '',
    endpoint: '',
    offline: false,
    ...changes,
  }
}

const env = {
  HF_ENDPOINT: 'http://hub.lan',
  HF_HUB_CACHE: resolve('hub-cache'),
  HF_HUB_OFFLINE: '',
}

describe('the model store node', () => {
  let RED: NodeAPI

  const withRed = (given: NodeAPI) => {
    RED = given
    depthStore(given)
  }
  const settings = () => (nodeOf('store') as unknown as StoreNode).storeSettings()

  withNodeRed()
  withEnvironment(env)

  it('hands on what its dialog holds', async () => {
    const changes = { cacheFolder: '/data/hub', endpoint: 'http://mirror.lan:8080/', offline: true }
    await loadFlow([withRed], [storeNode(changes)])
    const { cacheFolder, endpoint, offline } = settings()
    assert.deepEqual(
      { cacheFolder, endpoint, offline },
      { cacheFolder: '/data/hub', endpoint: 'http://mirror.lan:8080', offline: true },
    )
  })

  it('leaves empty settings to the environment', async () => {
    await loadFlow([withRed], [storeNode()])
    const { endpoint, cacheFolder } = settings()
    assert.deepEqual(
      { endpoint, cacheFolder },
      { endpoint: env.HF_ENDPOINT, cacheFolder: env.HF_HUB_CACHE },
    )
  })

  it('keeps hand copies and licenses in the user directory', async () => {
    await loadFlow([withRed], [storeNode()], { userDir: join('/data') })
    assert.equal(settings().folder, join('/data', 'depth-models'))
  })

  it('is found by its id, and a node without one takes the environment', async () => {
    await loadFlow([withRed], [storeNode({ endpoint: 'http://mirror.lan' })])
    assert.equal(storeOf(RED, 'store').endpoint, 'http://mirror.lan')
    assert.equal(storeOf(RED, '').endpoint, env.HF_ENDPOINT)
  })

  it('is missed by name when it is not deployed', async () => {
    await loadFlow([withRed], [storeNode()])
    assert.throws(
      () => storeOf(RED, 'gone'),
      (error: DepthError) => {
        assert.equal(error.code, 'CONFIG_INVALID')
        assert.match(error.message, /no model store node "gone"/)
        return true
      },
    )
  })
})
