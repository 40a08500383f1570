import { join } from 'node:path'
import sharp from 'sharp'
import { DepthError } from '../../lib/errors'
import type { DepthFrame } from '../../lib/frames/depth-frame'
import { packageRoot } from '../../lib/package-root'
import { renderDepth } from '../../lib/render/render'
import type { DepthInference, LocatedModel } from '../../lib/inference/scheduling/depth-inference'
import { interleave, timed } from '../interleave'
import { publishedModel } from '../models'
import { coloredJpeg, depthOf, withInference } from '../pipeline'
import { median } from '../statistics'
import { target, type Measurement, type Table } from '../target'

const sizes = {
  '1280x720': { width: 1280, height: 720 },
  '640x480': { width: 640, height: 480 },
} as const

const runs = { warmUp: 5, cpu: 10, cuda: 100, pairs: 100, together: 100 } as const
/** Higher than the number of any GPU. */
const noSuchDevice = 63
/** The whole less the model and less the decode, which sharp's threads do. */
const overhead = 'overhead beyond model and decode'

interface Pair {
  readonly v1: LocatedModel
  readonly v2: LocatedModel
}

/**
 * V1 and V2 Small (the published architecture, seeded weights) on CUDA and on the CPU.
 *
 * @param deviceId the number of the GPU
 * @throws DepthError DEVICE_UNAVAILABLE where CUDA cannot be used
 */
export async function measureGpu(deviceId: number): Promise<Measurement> {
  const models = {
    v1: await publishedModel('small', 'v1'),
    v2: await publishedModel('small', 'v2'),
  }
  const jpegs = await Promise.all(Object.values(sizes).map(photo))
  const [jpeg = Buffer.alloc(0)] = jpegs
  const cuda = { device: 'cuda', deviceId, fallback: false, timeLimitMs: 120_000 } as const
  await refusesAnotherDevice(jpeg, models.v1)
  const exact = await exactly(() =>
    withInference((inference) => depths(inference, models, jpeg), cuda),
  )
  const onCpu = await withInference(async (inference) => {
    const expected = await depths(inference, models, jpeg)
    return { expected, rows: await modelRows('cpu', inference, models, jpegs, runs.cpu) }
  })
  return withInference(async (inference) => {
    const rows = await modelRows('cuda', inference, models, jpegs, runs.cuda)
    const found = await depths(inference, models, jpeg)
    const whole = (model: LocatedModel) => () => timed(() => depthOf(inference, model, jpeg))
    const pairs = await interleave(runs.pairs, whole(models.v2), whole(models.v1))
    const overheads = rows.flatMap(({ samples }) => samples[overhead])
    return {
      targets: [
        target('cuda_depth_error', 'median', { a: errors(exact, onCpu.expected) }, '<=', 1e-3),
        target('cuda_overhead_ms', 'median', { a: overheads }, '<=', 3),
        // Apart in neither direction.
        target('cuda_v2_over_v1', 'ratio_of_medians', pairs, '<=', 1.03),
        target('cuda_v1_over_v2', 'ratio_of_medians', { a: pairs.b, b: pairs.a }, '<=', 1.03),
      ],
      tables: [
        modelTable([...rows, ...onCpu.rows]),
        stageTable([...rows, ...onCpu.rows]),
        errorTable(errors(found, onCpu.expected), errors(exact, onCpu.expected)),
        await togetherTable(inference, models, jpeg, pairs),
        await camerasTable(inference, models.v2, jpeg),
      ],
    }
  }, cuda)
}

/** A GPU that is not there must be refused in words, and not be another one in silence. */
async function refusesAnotherDevice(jpeg: Buffer, model: LocatedModel): Promise<void> {
  const settings = { device: 'cuda', deviceId: noSuchDevice, fallback: false } as const
  const outcome = await withInference(
    (inference) => depthOf(inference, model, jpeg),
    settings,
  ).catch((thrown: unknown) => thrown)
  if (outcome instanceof DepthError && outcome.code === 'DEVICE_UNAVAILABLE') return
  throw new Error(`GPU ${noSuchDevice} was not refused`, { cause: outcome })
}

/** Runs work with full float32: by default NVIDIA's libraries round factors to TF32. */
async function exactly<T>(work: () => Promise<T>): Promise<T> {
  process.env['NVIDIA_TF32_OVERRIDE'] = '0'
  try {
    return await work()
  } finally {
    delete process.env['NVIDIA_TF32_OVERRIDE']
  }
}

async function depths(
  inference: DepthInference,
  { v1, v2 }: Pair,
  jpeg: Buffer,
): Promise<readonly DepthFrame[]> {
  const first = (await depthOf(inference, v1, jpeg)).depth
  return [first, (await depthOf(inference, v2, jpeg)).depth]
}

/** What is measured of each frame, in milliseconds. */
const stages = ['inference', 'decode', 'transfer', 'normalize', 'range'] as const
const wholes = ['JPEG to depth', 'JPEG to colored JPEG', overhead] as const

interface ModelRow {
  readonly model: string
  readonly provider: string
  readonly loadMs: number
  /** The first run of another shape of the input, and the second. */
  readonly shapeMs: readonly [number, number]
  readonly samples: Samples
}

type Samples = Readonly<Record<(typeof stages | typeof wholes)[number], number[]>>

async function modelRows(
  device: string,
  inference: DepthInference,
  models: Pair,
  jpegs: readonly Buffer[],
  count: number,
): Promise<readonly ModelRow[]> {
  const rows: ModelRow[] = []
  for (const model of [models.v1, models.v2]) {
    rows.push(await modelRow(device, inference, model, jpegs, count))
  }
  return rows
}

async function modelRow(
  device: string,
  inference: DepthInference,
  model: LocatedModel,
  [jpeg = Buffer.alloc(0), otherShape = Buffer.alloc(0)]: readonly Buffer[],
  count: number,
): Promise<ModelRow> {
  const loadMs = await timed(() => depthOf(inference, model, jpeg))
  const inferenceOf = async (image: Buffer) =>
    (await depthOf(inference, model, image)).stageMs('inference')
  const shapeMs = [await inferenceOf(otherShape), await inferenceOf(otherShape)] as const
  const samples = Object.fromEntries(
    [...stages, ...wholes].map((name) => [name, [] as number[]]),
  ) as Samples
  let provider = device
  for (let run = -runs.warmUp; run < count; run++) {
    const began = performance.now()
    const { depth, stageMs } = await depthOf(inference, model, jpeg)
    const whole = performance.now() - began
    await renderDepth(depth, coloredJpeg)
    const image = performance.now() - began
    provider = depth.provider
    if (run < 0) continue
    for (const stage of stages) samples[stage].push(stageMs(stage))
    samples['JPEG to depth'].push(whole)
    samples['JPEG to colored JPEG'].push(image)
    samples[overhead].push(whole - stageMs('inference') - stageMs('decode'))
  }
  if (provider !== device) throw new Error(`${device} was asked for, and ${provider} ran`)
  return { model: model.descriptor.id, provider, loadMs, shapeMs, samples }
}

function modelTable(rows: readonly ModelRow[]): Table {
  return {
    title: 'Small, 1280x720 (input 924x518), medians in milliseconds',
    columns: [
      'model',
      'provider',
      'load and first run',
      'first run of another shape',
      'second',
      ...wholes,
    ],
    rows: rows.map((row) => [
      row.model,
      row.provider,
      row.loadMs,
      ...row.shapeMs,
      ...wholes.map((name) => median(row.samples[name])),
    ]),
  }
}

function stageTable(rows: readonly ModelRow[]): Table {
  return {
    title: 'Stages, medians in milliseconds',
    columns: ['model', 'provider', ...stages],
    rows: rows.map(({ model, provider, samples }) => [
      model,
      provider,
      ...stages.map((stage) => median(samples[stage])),
    ]),
  }
}

/** The largest difference of each depth map, as a share of the range of the expected one. */
function errors(found: readonly DepthFrame[], expected: readonly DepthFrame[]): readonly number[] {
  return expected.map(({ data, range }, at) => {
    const other = found[at]?.data ?? new Float32Array()
    const largest = data.reduce(
      (most, value, place) => Math.max(most, Math.abs(value - (other[place] ?? NaN))),
      0,
    )
    return largest / (range.max - range.min)
  })
}

function errorTable(withTf32: readonly number[], exact: readonly number[]): Table {
  return {
    title: 'Largest difference from the CPU, as a share of the range of depth',
    columns: ['arithmetic', 'V1', 'V2'],
    rows: [
      ['TF32 (the default)', ...withTf32],
      ['float32 (NVIDIA_TF32_OVERRIDE=0)', ...exact],
    ],
  }
}

async function togetherTable(
  inference: DepthInference,
  { v1, v2 }: Pair,
  jpeg: Buffer,
  { a, b }: { readonly a: readonly number[]; readonly b: readonly number[] },
): Promise<Table> {
  const work = async (model: LocatedModel) => {
    for (let run = 0; run < runs.together; run++) await depthOf(inference, model, jpeg)
  }
  const together = await timed(() => Promise.all([work(v1), work(v2)]))
  return {
    title: 'V2 beside V1 on one GPU, JPEG to depth, milliseconds a frame',
    columns: ['V2 alone', 'V1 alone', 'V2 / V1', 'both at once, a frame'],
    rows: [[median(a), median(b), median(a) / median(b), together / (2 * runs.together)]],
  }
}

/** Live cameras at one node; each sends its next frame when the last one is answered. */
async function camerasTable(
  inference: DepthInference,
  model: LocatedModel,
  jpeg: Buffer,
): Promise<Table> {
  const rows: number[][] = []
  for (const count of [1, 2, 4, 8]) {
    let left: number = runs.together
    const camera = async (name: string) => {
      while (left-- > 0) await depthOf(inference, model, jpeg, name)
    }
    const cameras = Array.from({ length: count }, (_, number) => `camera ${number}`)
    const ms = await timed(() => Promise.all(cameras.map(camera)))
    rows.push([count, ms / runs.together, (1000 * runs.together) / ms])
  }
  return {
    title: 'Live cameras at one node, V2, JPEG to depth',
    columns: ['cameras', 'milliseconds a frame', 'frames a second, all together'],
    rows,
  }
}

async function photo({ width, height }: (typeof sizes)[keyof typeof sizes]): Promise<Buffer> {
  return sharp(join(packageRoot, 'samples', 'photo-coffee.jpg'))
    .resize(width, height)
    .jpeg()
    .toBuffer()
}
