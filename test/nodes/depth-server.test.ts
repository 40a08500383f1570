import assert from 'node:assert/strict'
import type { NodeStatus } from 'node-red'
import type { DepthFrame } from '../../lib/frames/depth-frame'
import type { ImageFrame } from '../../lib/frames/image-frame'
import type { Timing } from '../../lib/timing/timeline'
import { checks, defaultConfig } from '../../nodes/depth-server/config'
import { remoteSettings } from '../../nodes/depth-server/remote-settings'
import depthServer from '../../nodes/depth-server/depth-server'
import { readSettings } from '../../lib/node-red/checks'
import { coded } from '../../testing/errors'
import { rampFrame } from '../../testing/frames/images'
import { InferenceServer } from '../../testing/inference-server/inference-server'
import { CustomModels } from '../../testing/models/custom-models'
import { inferModules, inferNode } from '../../testing/node-red/infer-flow'
import {
  catching,
  caught,
  helperNode,
  loadFlow,
  nodeOf,
  receive,
  send,
  type FlowNode,
} from '../../testing/node-red/node-red'
import { withNodeRed } from '../../testing/node-red/node-under-test'
import { until } from '../../testing/process/until'
import { nearZeroGraph } from '../../tools/graph'

describe('inference servers', () => {
  withNodeRed()
  let models: CustomModels
  let graph: string
  let image: ImageFrame
  let server: InferenceServer

  const serverNode = (changes: object = {}): FlowNode => ({
    id: 'servers',
    type: 'depth-server',
    ...defaultConfig,
    addresses: server.address,
    ...changes,
  })

  const load = (changes: object = {}, infer: Record<string, unknown> = {}): Promise<void> =>
    loadFlow(
      [...inferModules, depthServer],
      [
        serverNode(changes),
        inferNode('infer', graph, [['out']], { device: 'server', server: 'servers', ...infer }),
        helperNode('out'),
        ...catching,
      ],
    )

  before(async () => {
    models = await CustomModels.create()
    graph = await models.add('near', nearZeroGraph())
    image = await rampFrame(160, 90)
    server = await InferenceServer.start({ graph, model: 'near', reports: true })
  })
  after(async () => {
    await server.kill()
    await models.remove()
  })

  it('run a frame at a fixed square, and say where its time went', async () => {
    await load()
    send('infer', { payload: image })
    const msg = await receive('out')
    const { provider, inputSize, model } = msg.payload as DepthFrame
    assert.deepEqual([provider, model, inputSize], ['server', 'near', { width: 56, height: 56 }])
    const { stages } = msg['timing'] as Timing
    assert.deepEqual(
      stages.map(({ stage }) => stage).filter((stage, i, all) => stage !== all[i - 1]),
      ['queue', 'decode', 'transfer', 'normalize', 'remote', 'inference', 'range'],
    )
  })

  it('answer in the order of the messages, several at once', async () => {
    await load({ requests: 3 }, { queueLimit: 20 })
    const topics = Array.from({ length: 12 }, (_, i) => String(i))
    for (const topic of topics) send('infer', { payload: image, topic })
    const answered: unknown[] = []
    while (answered.length < topics.length) answered.push((await receive('out')).topic)
    assert.deepEqual(answered, topics)
  })

  it('give way to this machine while none is ready, with one warning, and take over again', async () => {
    await load({ thisMachine: true })
    const warnings: string[] = []
    const statuses: NodeStatus[] = []
    nodeOf('infer').on('call:warn', ({ args }: { args: [string] }) => warnings.push(args[0]))
    nodeOf('infer').on('call:status', ({ args }: { args: [NodeStatus] }) => statuses.push(args[0]))
    const provider = async () => {
      send('infer', { payload: image })
      return ((await receive('out')).payload as DepthFrame).provider
    }
    const remote = await provider()
    await server.kill()
    const local = [await provider(), await provider()]
    assert.deepEqual([remote, ...local], ['server', 'cpu', 'cpu'])
    assert.equal(warnings.length, 1)
    assert.match(
      warnings[0] ?? '',
      /near runs on this machine \(cpu\): No inference server is ready/,
    )
    await until(() => statuses.find(({ fill }) => fill === 'yellow'))
    server = await server.restart()
    while ((await provider()) !== 'server');
  })

  it('need a node that names them', async () => {
    await load({}, { server: '' })
    send('infer', { payload: image })
    assert.equal((await caught()).code, 'CONFIG_INVALID')
  })

  describe('as the dialog names them', () => {
    const read = (changes: object, credentials = {}) =>
      remoteSettings(
        readSettings({ ...defaultConfig, addresses: 'http://a:8000', ...changes }, checks),
        credentials,
      )

    it('are listed on lines or between commas, each once', () => {
      const { addresses } = read({ addresses: ' http://a:1\nhttps://b:2, http://a:1 ' })
      assert.deepEqual(addresses, ['http://a:1', 'https://b:2'])
    })

    it('get the credentials that the dialog has', () => {
      const account = { username: 'me', password: 'pä', token: 't' }
      assert.equal(read({ login: 'basic' }, account).authorization, 'Basic bWU6cMOk')
      assert.equal(read({ login: 'bearer' }, account).authorization, 'Bearer t')
      assert.equal(read({}, account).authorization, undefined)
    })

    it('are refused where they are no URLs, or the certificate is none', () => {
      for (const addresses of ['', 'a:8000', 'ftp://a']) {
        assert.throws(() => read({ addresses }), coded('CONFIG_INVALID', /Addresses/))
      }
      assert.throws(() => read({ ca: '/etc/ca.pem' }), coded('CONFIG_INVALID', /CA certificate/))
    })
  })
})
