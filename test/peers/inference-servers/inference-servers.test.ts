import assert from 'node:assert/strict'
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { startModelProcess } from '../../../lib/inference/backends/onnxruntime-process/start'
import { codeOf } from '../../../lib/errors'
import { ServerPool } from '../../../lib/inference/backends/server/server-pool'
import type { ServerSettings } from '../../../lib/inference/backends/server/settings'
import { AnswerBody } from '../../../lib/inference/backends/server/answer-body'
import { inferRequest, outputIn } from '../../../lib/inference/backends/server/wire'
import { catalogFolder, findModel } from '../../../lib/models/catalog'
import type { ModelDescriptor } from '../../../lib/models/descriptor'
import { coded } from '../../../testing/errors'
import { CustomModels } from '../../../testing/models/custom-models'
import { graphDescriptor } from '../../../testing/models/graph-descriptor'
import { until } from '../../../testing/process/until'
import { interfaceGraph } from '../../../tools/graph/index'
import { freePort } from '../../../tools/node-red/index'

const server = process.env['SERVER'] ?? 'triton'
const python = process.env['PYTHON'] ?? 'python3'
/** The graphs that a server is given, where it is more than one. */
const graphs: Readonly<Record<string, readonly string[]>> = {
  triton: ['tiny-v2', 'bytes', 'halves'],
  tritonserver: ['tiny-v2', 'batches'],
}
const size = { width: 252, height: 196 }
const pixels = new Uint8Array(3 * size.width * size.height).map((_, i) => (i * 7 + (i >> 9)) % 256)

describe(`infer depth with ${server}`, () => {
  const near = (id: string) => graphDescriptor(id, 252)
  let models: CustomModels
  let files: Readonly<Record<string, string>>
  let child: ChildProcess
  let address: string

  const pool = (descriptor: ModelDescriptor, changes: Partial<ServerSettings> = {}) =>
    new ServerPool(
      {
        addresses: [address],
        model: undefined,
        modelVersion: undefined,
        ca: undefined,
        authorization: undefined,
        requests: 4,
        connectMs: 10_000,
        answerMs: 60_000,
        ...changes,
      },
      descriptor,
    )

  const run = (servers: ServerPool, data = pixels) =>
    servers.run({ ...size, data, scale: 1, timeLimitMs: 60_000 })

  async function local(descriptor: ModelDescriptor, data = pixels): Promise<Float32Array> {
    const spec = { device: 'cpu', deviceId: 0, fallback: false, threads: 0 } as const
    const file = files[descriptor.id] ?? ''
    const model = await startModelProcess(
      { descriptor, file, ...spec },
      new AbortController().signal,
    )
    try {
      return (await model.run({ ...size, data }, 60_000)).data
    } finally {
      model.close()
    }
  }

  async function assertEqualDepth(descriptor: ModelDescriptor): Promise<void> {
    const [remote, here] = [await run(pool(descriptor)), await local(descriptor)]
    const { min, max } = remote.range
    assert.ok(max > min)
    assertEqual(remote.data, here)
  }

  function assertEqual(remote: ArrayLike<number>, here: Float32Array): void {
    const worst = here.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - (remote[i] ?? NaN))),
      0,
    )
    assert.equal(remote.length, here.length)
    assert.ok(worst <= 1e-5, `differs by ${worst}`)
  }

  /** In a group of its own, which a server's own processes belong to. */
  async function startServer(): Promise<void> {
    const ids = graphs[server] ?? ['tiny-v2']
    const served = ids.map((id) => `${id}=${files[id] ?? ''}`)
    const { port } = new URL(address)
    child = spawn(python, [join(__dirname, `${server}.py`), port, ...served], {
      stdio: 'inherit',
      detached: true,
      cwd: models.folder,
    })
    for (const id of ids) await until(() => isReady(id), 170_000)
  }

  async function killServer(): Promise<void> {
    const exit = once(child, 'exit')
    process.kill(-(child.pid ?? NaN), 'SIGKILL')
    await exit
  }

  const isReady = (id: string) =>
    fetch(`${address}/v2/models/${id}/ready`).then(
      ({ ok }) => ok || undefined,
      () => undefined,
    )

  before(async function () {
    this.timeout(180_000)
    models = await CustomModels.create()
    files = {
      'tiny-v2': join(catalogFolder, 'tiny-v2.onnx'),
      bytes: await models.add('bytes', interfaceGraph({ type: 'uint8' })),
      halves: await models.add('halves', interfaceGraph({ type: 'float16' })),
      batches: await models.add('batches', interfaceGraph({ batch: 'batch' })),
    }
    address = `http://127.0.0.1:${await freePort()}`
    await startServer()
  })
  after(async () => {
    await killServer()
    await models.remove()
  })

  it('computes the same depth as a process of this machine', async () => {
    await assertEqualDepth(await findModel('tiny-v2'))
  })

  it('answers eight frames at once', async () => {
    const servers = pool(await findModel('tiny-v2'))
    const results = await Promise.all(Array.from({ length: 8 }, () => run(servers)))
    assert.ok(results.every(({ data }) => data.length === size.width * size.height))
  })

  it('says that the server has no such model', async () => {
    await assert.rejects(
      run(pool(await findModel('tiny-v2'), { model: 'absent' })),
      coded('SERVER_UNAVAILABLE', /absent|name and version|answered/),
    )
  })

  it('settles every frame when the server is killed, and runs the next ones once it is back', async function () {
    this.timeout(180_000)
    const servers = pool(await findModel('tiny-v2'))
    await run(servers)
    const frames = Array.from({ length: 8 }, () => run(servers))
    const settled = Promise.allSettled(frames)
    await Promise.race(frames)
    await killServer()
    for (const outcome of await settled) {
      if (outcome.status === 'fulfilled') continue
      assert.match(codeOf(outcome.reason), /^SERVER_(FAILED|UNAVAILABLE)$/)
    }
    await startServer()
    await until(() => run(servers).catch(() => undefined), 60_000)
  })

  if (server === 'tritonserver') {
    it('computes frames that come together at once, and gives each its own depth', async () => {
      const servers = pool(near('batches'))
      const images = [pixels, pixels.toReversed()]
      const results = await Promise.all(images.map((image) => run(servers, image)))
      for (const [at, image] of images.entries()) {
        assertEqual(results[at]?.data ?? [], await local(near('batches'), image))
      }
      const answer = await fetch(`${address}/v2/models/batches/stats`)
      const { model_stats: stats } = (await answer.json()) as {
        readonly model_stats: readonly Readonly<Record<string, number>>[]
      }
      const [{ inference_count: frames, execution_count: executions } = {}] = stats
      assert.deepEqual({ frames, executions }, { frames: 2, executions: 1 })
    })
  }

  if (server !== 'triton') return

  it('holds the metadata against the descriptor', async () => {
    const tiny = await findModel('tiny-v2')
    const wrong: readonly ModelDescriptor[] = [
      { ...tiny, input: { ...tiny.input, name: 'image' } },
      { ...tiny, input: { ...tiny.input, elementType: 'uint8' } },
      { ...tiny, input: { ...tiny.input, rank: 5 } },
      { ...tiny, output: { ...tiny.output, name: 'mask' } },
    ]
    for (const descriptor of wrong) {
      await assert.rejects(run(pool(descriptor)), coded('MODEL_MISMATCH', /The model at http/))
    }
  })

  it('reads what it writes as JSON', async () => {
    const descriptor = near('bytes')
    const tensor = { name: 'pixel_values', type: 'uint8', dims: [1, 3, 196, 252], data: pixels }
    const { headers, body } = inferRequest(tensor, 'predicted_depth', 'json')
    const answer = await fetch(`${address}/v2/models/bytes/infer`, {
      ...{ method: 'POST', headers, body: new Uint8Array(body[0] ?? []) },
    })
    const json = new AnswerBody([new Uint8Array(await answer.arrayBuffer())])
    const { dims, data } = outputIn(json, answer.headers, descriptor.output.name)
    assert.deepEqual(dims, [1, 196, 252])
    // The plane of each channel follows the one before it; the graph is their mean.
    const plane = size.width * size.height
    const means = Float32Array.from(
      { length: plane },
      (_, i) =>
        ((pixels[i] ?? NaN) + (pixels[plane + i] ?? NaN) + (pixels[2 * plane + i] ?? NaN)) / 3,
    )
    assertEqual(data, means)
  })

  it('sends bytes and halves where the graph takes them', async () => {
    for (const id of ['bytes', 'halves']) await assertEqualDepth(near(id))
  })

  it('lays out requests as tritonclient does', () => {
    const count = 24
    const rows = {
      FP32: ['float32', Float32Array.from({ length: count }, (_, i) => i)],
      UINT8: ['uint8', Uint8Array.from({ length: count }, (_, i) => i)],
    } as const
    for (const [datatype, [type, data]] of Object.entries(rows)) {
      const script = join(__dirname, 'layout.py')
      const theirs = JSON.parse(execFileSync(python, [script, datatype], { encoding: 'utf8' })) as {
        readonly body: string
        readonly jsonBytes: number
      }
      const body = Buffer.from(theirs.body, 'base64')
      const tensor = { name: 'pixel_values', type, dims: [1, 3, 2, 4], data }
      const ours = inferRequest(tensor, 'predicted_depth', 'binary')
      const [json, bytes] = ours.body
      assert.deepEqual(
        JSON.parse(Buffer.from(json ?? []).toString()),
        JSON.parse(body.toString('utf8', 0, theirs.jsonBytes)),
      )
      assert.deepEqual(Buffer.from(bytes ?? []), body.subarray(theirs.jsonBytes))
      assert.equal(ours.headers['inference-header-content-length'], String(json?.length))
    }
  })
})
