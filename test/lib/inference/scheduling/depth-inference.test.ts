import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DepthError } from '../../../../lib/errors'
import type { ImageFrame } from '../../../../lib/frames/image-frame'
import { loadImage } from '../../../../lib/image/load'
import { loadCustomModel } from '../../../../lib/models/custom-models'
import {
  DepthInference,
  type DepthResult,
  type LocatedModel,
} from '../../../../lib/inference/scheduling/depth-inference'
import { deviceSlot } from '../../../../lib/inference/scheduling/device-slot'
import { ModelPool } from '../../../../lib/inference/scheduling/model-pool'
import { loopGraph, nearZeroGraph } from '../../../../tools/graph/index'
import { coded } from '../../../../testing/errors'
import { jpegOfScans } from '../../../../testing/frames/jpegs'
import { inferenceSettings } from '../../../../testing/models/inference-settings'
import { CustomModels } from '../../../../testing/models/custom-models'
import { rampFrame } from '../../../../testing/frames/images'
import { childrenOf, untilGone } from '../../../../testing/process/processes'
import { until } from '../../../../testing/process/until'

describe('inference for a node', () => {
  let models: CustomModels
  let pool: ModelPool
  let image: ImageFrame
  let earlier: readonly number[]

  /** Model processes of this test; those of tests before it may linger. */
  const started = () => childrenOf(process.pid).filter((pid) => !earlier.includes(pid))

  before(async () => {
    models = await CustomModels.create()
    image = await rampFrame(160, 90)
  })
  beforeEach(() => {
    earlier = childrenOf(process.pid)
    pool = new ModelPool({ lingerMs: 500, maxModels: 2 })
  })
  afterEach(async () => {
    pool.close()
    for (const pid of started()) await untilGone(pid, 2000)
  })
  after(() => models.remove())

  const node = (changes = {}) => new DepthInference(pool, 'node', inferenceSettings(changes))

  const located = async (id: string, graph = nearZeroGraph()): Promise<LocatedModel> => {
    const file = await models.add(id, graph)
    return { descriptor: await loadCustomModel(file), file, precision: 'fp32' }
  }

  /** Two seconds of work for a decoder. */
  const slowToDecode = async (): Promise<ImageFrame> => {
    const bomb = jpegOfScans(5000, 5000, 100)
    return (await loadImage(bomb, { label: 'a bomb' })).frame
  }

  const isCold = async (inference: DepthInference, model: LocatedModel): Promise<boolean> => {
    const outcome = (await inference.infer(image, model, undefined)) as DepthResult
    return outcome.measured.some(({ cold }) => cold === true)
  }

  it('finishes the frame that runs when it closes, and gives up those that wait', async () => {
    // The frame must end before its model is released, even on a slow machine.
    const patient = new ModelPool({ lingerMs: 20_000, maxModels: 1 })
    const inference = new DepthInference(patient, 'node', inferenceSettings())
    const model = await located('closing', loopGraph({ seconds: 1 }))
    const frames = [1, 2, 3].map(() => inference.infer(image, model, undefined))
    await until(() => inference.waiting === 2 || undefined)
    inference.close()
    const [running, ...waiting] = await Promise.all(frames)
    assert.equal(typeof running, 'object')
    assert.deepEqual(waiting, ['closed', 'closed'])
    patient.close()
  })

  it('lets another node run while an image takes long to decode', async () => {
    const model = await located('slow-decode')
    const [slow, quick] = [node(), new DepthInference(pool, 'other', inferenceSettings())]
    await quick.warmUp(model)
    const order: string[] = []
    const slowFrame = await slowToDecode()
    const done = slow.infer(slowFrame, model, 'camera').then(() => order.push('slow'))
    await until(() => (slow.waiting === 0 ? true : undefined))
    await quick.infer(image, model, undefined).then(() => order.push('quick'))
    await done
    assert.deepEqual(order, ['quick', 'slow'])
    for (const inference of [slow, quick]) inference.close()
  })

  it('counts the decode of an image into its time limit', async () => {
    const model = await located('decode-limit')
    // Loaded before, as the load counts into the time limit too.
    await node().warmUp(model)
    const inference = node({ timeLimitMs: 200 })
    for (const liveKey of ['camera', undefined]) {
      const frame = await slowToDecode()
      await assert.rejects(
        inference.infer(frame, model, liveKey),
        coded('INFERENCE_TIMEOUT', /a bomb \(Buffer\) was not decoded within .* 200 ms/),
      )
    }
    inference.close()
  })

  it('sends the depth of an unchanged image again while another node has the device', async () => {
    const inference = node({ reuseMs: 60_000 })
    const model = await located('unchanged')
    await inference.infer(image, model, undefined)
    const release = await deviceSlot('cpu').acquire('another node')
    const { depth, measured } = (await inference.infer(image, model, undefined)) as DepthResult
    release()
    assert.equal(depth.reused, true)
    assert.ok(measured.some(({ stage, reused }) => stage === 'compare' && reused === true))
  })

  it('runs one of several unchanged images that arrive at once, in their order', async () => {
    const inference = node({ reuseMs: 60_000 })
    const model = await located('at-once')
    const order: number[] = []
    const frames = [0, 1, 2, 3].map(async (number) => {
      const outcome = (await inference.infer(image, model, undefined)) as DepthResult
      order.push(number)
      return outcome
    })
    const outcomes = await Promise.all(frames)
    assert.deepEqual(
      outcomes.map(({ depth }) => depth.reused),
      [false, true, true, true],
    )
    assert.deepEqual(order, [0, 1, 2, 3])
    for (const { measured } of outcomes) {
      const spans = measured.map(({ at, ms }) => [at, at + ms] as const)
      const total = Math.max(...spans.map(([, end]) => end)) - Math.min(...spans.map(([at]) => at))
      const sum = spans.reduce((all, [at, end]) => all + end - at, 0)
      assert.ok(sum <= total + 0.1, `stages of ${sum} ms in ${total} ms`)
    }
  })

  it('answers, drops or fails each live image that it compares, and none twice', async () => {
    const inference = node({ reuseMs: 60_000 })
    const model = await located('counted')
    const images = [image, await rampFrame(90, 160), await slowToDecode()]
    const outcomes = [...Array(30).keys()].map((number) =>
      inference
        .infer(images[number % 3] ?? image, model, `camera ${number % 2}`, `${number % 2}`)
        .then((outcome) => (typeof outcome === 'string' ? outcome : 'answered')),
    )
    const count = (what: string, all: readonly string[]) => all.filter((one) => one === what).length
    const all = await Promise.all(outcomes)
    // The first one was taken before the others came; of each camera the last one is never dropped.
    assert.equal(count('answered', all) + count('dropped', all), 30)
    assert.deepEqual(all.slice(-2), ['answered', 'answered'])
    assert.equal(inference.waiting, 0)
  })

  it('decodes a live image while it waits, where its decode takes more than half of a run', async () => {
    const inference = node({ sizing: 'fixed', size: 56 })
    const model = await located('quick')
    const [first, second] = [await rampFrame(4000, 3000), await rampFrame(4000, 3000)]
    // The first run is slow, as it is cold.
    for (const frame of [image, first]) await inference.infer(frame, model, 'camera')
    const { heldBytes } = second
    const release = await deviceSlot('cpu').acquire('another node')
    const depth = inference.infer(second, model, 'camera')
    await until(() => second.heldBytes > heldBytes || undefined)
    release()
    assert.equal(typeof (await depth), 'object')
  })

  it('starts nothing after it was closed', async () => {
    const inference = node()
    const model = await located('closed')
    inference.close()
    assert.equal(await inference.infer(image, model, undefined), 'closed')
    await inference.warmUp(model)
    assert.deepEqual(started(), [])
  })

  it('multiplies the depth by the focal length where the model needs it, and refuses without', async () => {
    const inference = node({ sizing: 'fixed', size: 56 })
    const plain = await located('plain')
    const file = await models.add('lens', nearZeroGraph(), {
      output: { name: 'predicted_depth', kind: 'metric', canonicalFocal: 300 },
    })
    const descriptor = await loadCustomModel(file)
    const metric = { descriptor, file, precision: 'fp32' } as const
    // At 56x56 a focal length of 1600 in 160x90 pixels is 560 across and 995.6 down.
    const known = image.withCamera({ focalLength: 1600, center: { x: 80, y: 45 } })
    const [raw, meters] = [
      ((await inference.infer(known, plain, undefined)) as DepthResult).depth,
      ((await inference.infer(known, metric, undefined)) as DepthResult).depth,
    ]
    const factor = (560 + (1600 * 56) / 90) / 2 / 300
    for (const [i, value] of meters.data.entries()) {
      assert.ok(Math.abs(value - (raw.data[i] ?? NaN) * factor) < 1e-5)
    }
    assert.ok(Math.abs(meters.range.max - raw.range.max * factor) < 1e-5)
    const { precision, inputSize } = raw
    assert.deepEqual([precision, inputSize], ['fp32', { width: 56, height: 56 }])
    await assert.rejects(
      inference.infer(image, metric, undefined),
      coded('CAMERA_UNKNOWN', /lens gives meters only for a known lens.*"Lens" in load image/),
    )
    inference.close()
  })

  it('keeps a model loaded for the next node for a while, and then ends it', async () => {
    const model = await located('lingering')
    const first = node()
    assert.equal(await isCold(first, model), true)
    const [pid = NaN] = started()
    first.close()
    const second = node()
    assert.equal(await isCold(second, model), false)
    assert.deepEqual(started(), [pid])
    second.close()
    await untilGone(pid, 5000)
  })

  it('shares one process among nodes that ask for the same', async () => {
    const model = await located('shared')
    const [one, other] = [node(), node()]
    await Promise.all([one, other].map((each) => each.infer(image, model, undefined)))
    assert.equal(started().length, 1)
    one.close()
    await sleep(700)
    assert.equal(await isCold(other, model), false)
  })

  it('ends the process of a model that is idle, and starts it again for the next frame', async () => {
    const inference = node({ idleUnloadMs: 200 })
    const model = await located('idle')
    await inference.infer(image, model, undefined)
    assert.equal(inference.isLoaded(model), true)
    const [pid = NaN] = started()
    await untilGone(pid, 5000)
    assert.equal(inference.isLoaded(model), false)
    assert.equal(await isCold(inference, model), true)
  })

  it('does not end a process for being idle while it runs', async () => {
    // Any run is longer than the time after which an idle process is ended.
    const model = await located('not-idle', loopGraph({ seconds: 0.05 }))
    const [one, other] = [node({ idleUnloadMs: 1 }), node({ idleUnloadMs: 1 })]
    const frames = [one, other, one, other].map((each) => each.infer(image, model, undefined))
    for (const outcome of await Promise.all(frames)) assert.equal(typeof outcome, 'object')
    await until(() => started().length === 0 || undefined)
  })

  it('refuses a model beyond the limit while all others are in use', async () => {
    await isCold(node(), await located('one'))
    await isCold(node(), await located('two'))
    const third = node().infer(image, await located('three'), undefined)
    await assert.rejects(third, { code: 'MODEL_LIMIT', message: /depthInferMaxModels/ })
  })

  it('gives up the model that a node used longest ago for the next one that it names', async () => {
    const inference = node()
    const [one, two, three] = [await located('a'), await located('b'), await located('c')]
    for (const model of [one, two, one, three]) await isCold(inference, model)
    assert.equal(started().length, 2)
    assert.equal(await isCold(inference, one), false)
    assert.equal(await isCold(inference, two), true)
  })

  it('alternates between models where only one may be loaded', async () => {
    pool = new ModelPool({ lingerMs: 500, maxModels: 1 })
    const inference = node()
    const [one, two] = [await located('turn-a'), await located('turn-b')]
    for (const model of [one, two, one, two]) assert.equal(await isCold(inference, model), true)
  })

  it('ends a process that is still loading when its model is closed', async () => {
    const inference = node()
    const frame = inference.infer(image, await located('loading'), undefined)
    await until(() => started().length > 0 || undefined)
    inference.close()
    pool.close()
    assert.equal(await frame, 'closed')
    for (const pid of started()) await untilGone(pid, 2000)
  })

  it('does not load a broken model again for every frame, and does so after a deploy', async () => {
    const model = await located('broken')
    await writeFile(model.file, 'this is text')
    const inference = node()
    const failures: unknown[] = []
    for (let i = 0; i < 4; i++) {
      await inference.infer(image, model, undefined).catch((error: unknown) => failures.push(error))
    }
    const [first, second, ...later] = failures as DepthError[]
    assert.equal(first?.code, 'MODEL_INVALID')
    assert.notEqual(second, first, 'a second attempt is made at once')
    assert.deepEqual(
      later.map((error) => error === second),
      [true, true],
      'then there is a pause',
    )
    await writeFile(model.file, nearZeroGraph())
    inference.close()
    assert.equal(await isCold(node(), model), true)
  })

  it('runs two descriptors of one file as two models', async () => {
    const { file, descriptor } = await located('two-descriptors')
    const plain = { ...descriptor.input, mean: [0, 0, 0], std: [1, 1, 1] } as const
    const inference = node()
    const ranges = []
    for (const input of [descriptor.input, plain, descriptor.input, plain]) {
      const model = { file, precision: 'fp32', descriptor: { ...descriptor, input } } as const
      const { depth } = (await inference.infer(image, model, undefined)) as DepthResult
      ranges.push(depth.range.min < 0)
    }
    assert.deepEqual(ranges, [true, false, true, false])
  })

  it('does not hold back other nodes and sizes when the process ends under an image', async () => {
    const model = await located('ending', loopGraph({ seconds: 0.2 }))
    const good = new DepthInference(pool, 'good', inferenceSettings())
    const bad = new DepthInference(pool, 'bad', inferenceSettings({ timeLimitMs: 5 }))
    const failure = (frame: ImageFrame) =>
      bad.infer(frame, model, undefined).then(
        () => 'none',
        (thrown: unknown) => (thrown as DepthError).code,
      )
    const codes: string[] = []
    while (codes.at(-1) !== 'RUNTIME_BACKOFF') {
      assert.equal(typeof (await good.infer(image, model, undefined)), 'object')
      codes.push(await failure(image))
    }
    assert.deepEqual(new Set(codes.slice(0, -1)), new Set(['INFERENCE_TIMEOUT']))
    assert.equal(await failure(await rampFrame(90, 160)), 'INFERENCE_TIMEOUT')
  }).timeout(60_000)

  if (process.platform !== 'win32') {
    it('answers a frame at its time limit while its model loads and loads', async () => {
      const { descriptor } = await located('stuck')
      const file = join(models.folder, 'never-written')
      execFileSync('mkfifo', [file])
      const inference = node({ timeLimitMs: 300 })
      const frames = [1, 2, 3].map(() =>
        assert.rejects(inference.infer(image, { descriptor, file, precision: 'fp32' }, undefined), {
          code: 'INFERENCE_TIMEOUT',
          message: /300 ms .*being loaded/,
        }),
      )
      await Promise.all(frames)
      inference.close()
    })
  }

  it('says so when the file has disappeared since it was found', async () => {
    const model = { ...(await located('gone')), file: '/nonexistent/gone.onnx' }
    const frame = node().infer(image, model, undefined)
    await assert.rejects(frame, { code: 'MODEL_FILE_MISSING', message: /gone\.onnx/ })
  })
})
