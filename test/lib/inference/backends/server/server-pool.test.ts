import assert from 'node:assert/strict'
import type { ErrorCode } from '../../../../../lib/errors'
import { ServerPool } from '../../../../../lib/inference/backends/server/server-pool'
import type { ServerResult } from '../../../../../lib/inference/backends/server/run-at-server'
import type { ServerSettings } from '../../../../../lib/inference/backends/server/settings'
import type { ModelDescriptor } from '../../../../../lib/models/descriptor'
import { coded } from '../../../../../testing/errors'
import { selfSigned } from '../../../../../testing/http/self-signed'
import {
  InferenceServer,
  type ServerFault,
  type ServerOptions,
} from '../../../../../testing/inference-server/inference-server'
import { CustomModels } from '../../../../../testing/models/custom-models'
import { graphDescriptor } from '../../../../../testing/models/graph-descriptor'
import { until } from '../../../../../testing/process/until'
import { interfaceGraph, nearZeroGraph } from '../../../../../tools/graph/index'

const size = { width: 28, height: 14 }
const pixels = new Uint8Array(size.width * size.height * 3).map((_, i) => i % 256)

/** The depth of the near-zero graph at the first pixel: the mean of 0, 1 and 2, normalized. */
const firstDepth =
  ((0 - 0.485 * 255) / 0.229 + (1 - 0.456 * 255) / 0.224 + (2 - 0.406 * 255) / 0.225) / (3 * 255)

describe('a pool of inference servers', () => {
  const descriptor = graphDescriptor('depth', 28)
  const tls = selfSigned()
  let models: CustomModels
  let graph: string
  const started: InferenceServer[] = []

  const start = async (changes: Partial<ServerOptions> = {}) => {
    const server = await InferenceServer.start({ graph, model: 'depth', ...changes })
    started.push(server)
    return server
  }

  const pool = (
    addresses: readonly InferenceServer[],
    changes: Partial<ServerSettings> = {},
    described: ModelDescriptor = descriptor,
  ) =>
    new ServerPool(
      {
        addresses: addresses.map(({ address }) => address),
        model: undefined,
        modelVersion: undefined,
        ca: undefined,
        authorization: undefined,
        requests: 4,
        connectMs: 5000,
        answerMs: 20_000,
        ...changes,
      },
      described,
    )

  const run = (servers: ServerPool, timeLimitMs = 20_000): Promise<ServerResult> =>
    servers.run({ ...size, data: pixels, scale: 1, timeLimitMs })

  before(async () => {
    models = await CustomModels.create()
    graph = await models.add('depth', nearZeroGraph())
  })
  after(async () => {
    await Promise.all(started.map((server) => server.kill()))
    await models.remove()
  })

  describe('of one server', () => {
    let server: InferenceServer
    before(async () => (server = await start({ reports: true })))
    afterEach(() => server.misbehave('none'))

    it('computes what a binary request asks for, and reports the time of the server', async () => {
      const { data, width, height, remoteMs, inferenceMs } = await run(pool([server]))
      assert.deepEqual([width, height], [28, 14])
      assert.ok(Math.abs((data[0] ?? NaN) - firstDepth) < 1e-5, `${data[0]}`)
      assert.ok(remoteMs > 0 && inferenceMs !== undefined && inferenceMs > 0)
    })

    const faults: readonly (readonly [ServerFault, ErrorCode, RegExp])[] = [
      ['status-400', 'SERVER_FAILED', /400: this is status-400/],
      ['status-500', 'SERVER_FAILED', /500: this is status-500/],
      ['status-503', 'SERVER_UNAVAILABLE', /503/],
      ['wrong-shape', 'SERVER_FAILED', /\[2,15,29\]/],
      ['wrong-length', 'SERVER_FAILED', /inference-header-content-length/],
      ['cut', 'SERVER_FAILED', /broke off/],
    ]
    for (const [fault, code, message] of faults) {
      it(`fails with ${code} on ${fault}, and runs the next frame`, async () => {
        const servers = pool([server])
        await run(servers)
        await server.misbehave(fault)
        await assert.rejects(run(servers), coded(code, message))
        await server.misbehave('none')
        await until(() => run(servers).catch(() => undefined))
      })
    }

    for (const fault of ['silent', 'slow-loris'] as const) {
      it(`does not wait for a server that is ${fault}`, async () => {
        const servers = pool([server])
        await run(servers)
        await server.misbehave(fault)
        await assert.rejects(run(servers, 300), coded('INFERENCE_TIMEOUT', /300 ms/))
        await server.misbehave('none')
        await until(() => run(servers).catch(() => undefined))
      })
    }

    it('says where the model of the server is another one', async () => {
      const other = graphDescriptor('depth', 28, {
        output: { name: 'mask', kind: 'relative-inverse' },
      })
      await assert.rejects(
        run(pool([server], {}, other)),
        coded('MODEL_MISMATCH', /The model at http:.*an output "mask"/),
      )
    })

    it('says where the server has no model of that name', async () => {
      const servers = pool([server], { model: 'absent' })
      await assert.rejects(run(servers), coded('SERVER_UNAVAILABLE', /404.*name and version/))
    })
  })

  it('reads a server that lists nothing, and one that knows JSON alone', async () => {
    const [silent, json] = await Promise.all([
      start({ describes: false }),
      start({ jsonOnly: true }),
    ])
    const [fromBinary, fromJson] = await Promise.all([run(pool([silent])), run(pool([json]))])
    assert.deepEqual(fromJson.data, fromBinary.data)
    assert.equal(fromBinary.inferenceMs, undefined)
  })

  it('sends bytes and halves where the model takes them', async () => {
    for (const type of ['uint8', 'float16'] as const) {
      const file = await models.add(type, interfaceGraph({ type }))
      const server = await start({ graph: file })
      const { data } = await run(pool([server]))
      // The mean of the first pixel, which is 0, 1 and 2: as it is, or normalized.
      assert.ok(
        Math.abs((data[0] ?? NaN) - (type === 'uint8' ? 1 : firstDepth)) < 0.01,
        `${data[0]}`,
      )
    }
  })

  it('trusts a certificate that it is given, and no other', async () => {
    const server = await start({ tls })
    await run(pool([server], { ca: tls.cert }))
    await assert.rejects(
      run(pool([server], { ca: selfSigned().cert })),
      coded('SERVER_UNAVAILABLE', /certificate of its authority/),
    )
  })

  it('sends credentials, and says where they are refused', async () => {
    const server = await start({ authorization: 'Bearer secret' })
    await run(pool([server], { authorization: 'Bearer secret' }))
    await assert.rejects(
      run(pool([server], { authorization: 'Bearer wrong' })),
      coded('SERVER_UNAVAILABLE', /401.*Check the token/),
    )
  })

  it('answers every frame once while servers die, and the dead ones come back', async () => {
    const three = await Promise.all([start(), start(), start()])
    const [first, second, third] = three
    const servers = pool(three)
    await Promise.all(three.map(() => run(servers)))
    await second.misbehave('dies')
    await third.misbehave('dies')
    const outcomes = await Promise.allSettled(Array.from({ length: 40 }, () => run(servers)))
    const failed = outcomes.filter(({ status }) => status === 'rejected')
    // What a server had received when it died is not sent to another one, which it might kill too.
    for (const outcome of failed) {
      assert.match(String((outcome as PromiseRejectedResult).reason), /broke off/)
    }
    assert.ok(outcomes.length - failed.length >= 13, `${failed.length} of 40 failed`)
    const after = await Promise.all(Array.from({ length: 10 }, () => run(servers)))
    assert.equal(after.length, 10)
    await first.kill()
    await assert.rejects(run(servers))
    started.push(await second.restart())
    await until(() => run(servers).catch(() => undefined))
  })

  it('tries the next address where none of a request has been read', async () => {
    const [busy, well] = await Promise.all([start(), start()])
    await busy.misbehave('status-503')
    const servers = pool([busy, well])
    const results = await Promise.all(Array.from({ length: 8 }, () => run(servers)))
    assert.equal(results.length, 8)
    await until(() => (well.served === 8 ? true : undefined))
  })
})
