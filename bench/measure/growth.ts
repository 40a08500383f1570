import { ModelPool } from '../../lib/inference/scheduling/model-pool'
import { DepthInference } from '../../lib/inference/scheduling/depth-inference'
import { renderDepth } from '../../lib/render/render'
import { loadImage } from '../../lib/image/load'
import { memoryNow } from '../memory'
import { nearZeroModel, publishedModel } from '../models'
import { image, imageSizes, type ImageName } from '../images'
import { coloredJpeg, depthOf, settings, withInference } from '../pipeline'
import { median } from '../statistics'
import type { RunSize, Measurement, Table } from '../target'

/** What more pixels, a larger input, more cameras and more nodes cost. */
export async function growth(size: RunSize): Promise<Measurement> {
  return {
    targets: [],
    tables: [await byImage(size), await byInput(size), await byCameras(size), await byNodes(size)],
  }
}

async function byImage({ quick }: RunSize): Promise<Table> {
  const located = await nearZeroModel()
  const names: ImageName[] = ['480p', '720p', '1080p', '2160p']
  if (!quick) names.push('4320p')
  const rows = []
  for (const name of names) {
    const { file } = await image(imageSizes[name])
    const { width, height } = imageSizes[name]
    const row = await withInference(async (inference) => {
      const depthMs: number[] = []
      const renderMs: number[] = []
      for (let run = -2; run < (quick ? 1 : 15); run++) {
        const began = performance.now()
        const { depth, stageMs } = await depthOf(inference, located, file)
        const estimated = performance.now()
        await renderDepth(depth, coloredJpeg)
        if (run < 0) continue
        depthMs.push(estimated - began - stageMs('inference'))
        renderMs.push(performance.now() - estimated)
      }
      const memory = memoryNow()
      return [median(depthMs), median(renderMs), memory.own, memory.model]
    })
    rows.push([(width * height) / 1e6, ...row])
  }
  return {
    id: 'growth_image',
    title: 'Growth with the size of the image, near-zero graph',
    columns: [
      'megapixels',
      'to depth, ms',
      'on to colored JPEG, ms',
      "Node-RED's memory, MB",
      "model's memory, MB",
    ],
    rows,
  }
}

async function byInput({ quick }: RunSize): Promise<Table> {
  const nearZero = await nearZeroModel()
  const small = await publishedModel(quick ? 'tiny' : 'small', 'v2')
  const { file } = await image(imageSizes['1080p'])
  const rows = []
  for (const size of quick ? [252, 518] : [252, 392, 518, 770, 1036]) {
    const changes = { sizing: 'fixed', size } as const
    const overhead = await withInference(async (inference) => {
      const samples: number[] = []
      for (let run = -2; run < (quick ? 1 : 15); run++) {
        const began = performance.now()
        const { stageMs } = await depthOf(inference, nearZero, file)
        if (run >= 0) samples.push(performance.now() - began - stageMs('inference'))
      }
      return median(samples)
    }, changes)
    const [inferenceMs, memory] = await withInference(async (inference) => {
      const samples: number[] = []
      for (let run = -1; run < (quick ? 1 : 3); run++) {
        const { stageMs } = await depthOf(inference, small, file)
        if (run >= 0) samples.push(stageMs('inference'))
      }
      return [median(samples), memoryNow()] as const
    }, changes)
    rows.push([size, overhead, inferenceMs, memory.own, memory.model])
  }
  return {
    id: 'growth_input',
    title: 'Growth with the side of a square input, 1080p image',
    columns: [
      'input side',
      'pipeline, ms',
      `inference of ${small.descriptor.id}, ms`,
      "Node-RED's memory, MB",
      "model's memory, MB",
    ],
    rows,
  }
}

/** Each camera sends its next image as soon as the last one has come out or was replaced. */
async function byCameras({ quick }: RunSize): Promise<Table> {
  const located = await nearZeroModel()
  const { jpeg } = await image(imageSizes['720p'])
  const rows = []
  for (const cameras of quick ? [1, 4] : [1, 2, 4, 8, 16]) {
    const row = await withInference(async (inference) => {
      await depthOf(inference, located, jpeg)
      const served = new Array<number>(cameras).fill(0)
      const limitMs = quick ? 300 : 3000
      const began = performance.now()
      const camera = async (index: number) => {
        while (performance.now() - began < limitMs) {
          const { frame } = await loadImage(jpeg, { label: 'bench' })
          const outcome = await inference.infer(frame, located, `camera ${index}`)
          if (typeof outcome !== 'string') served[index] = (served[index] ?? 0) + 1
        }
      }
      await Promise.all(served.map((_, index) => camera(index)))
      const seconds = (performance.now() - began) / 1000
      const total = served.reduce((sum, count) => sum + count, 0)
      const memory = memoryNow()
      return [
        total / seconds,
        Math.min(...served) / seconds,
        Math.max(...served) / seconds,
        memory.own,
        memory.model,
      ]
    })
    rows.push([cameras, ...row])
  }
  return {
    id: 'growth_cameras',
    title: 'Growth with the number of cameras at one node, 720p, near-zero graph, newest wins',
    columns: [
      'cameras',
      'frames a second, all together',
      'the slowest camera',
      'the fastest camera',
      "Node-RED's memory, MB",
      "model's memory, MB",
    ],
    rows,
  }
}

/** Nodes that share one model; each sends its next image as soon as its last one has come out. */
async function byNodes({ quick }: RunSize): Promise<Table> {
  const located = await nearZeroModel()
  const { jpeg } = await image(imageSizes['720p'])
  const rows = []
  for (const count of quick ? [1, 4] : [1, 2, 4, 8, 16, 32]) {
    const pool = new ModelPool({ lingerMs: 0, maxModels: 1 })
    const nodes = Array.from(
      { length: count },
      (_, index) => new DepthInference(pool, `node ${index}`, settings),
    )
    const framesPerNode = Math.ceil((quick ? 8 : 192) / count)
    const work = async (node: DepthInference) => {
      for (let frame = 0; frame < framesPerNode; frame++) await depthOf(node, located, jpeg)
    }
    await Promise.all(nodes.map((node) => depthOf(node, located, jpeg)))
    const began = performance.now()
    await Promise.all(nodes.map(work))
    const ms = (performance.now() - began) / (framesPerNode * count)
    const memory = memoryNow()
    rows.push([count, ms, memory.own, memory.model])
    for (const node of nodes) node.close()
    pool.close()
  }
  return {
    id: 'growth_nodes',
    title: 'Growth with the number of nodes that share a model, 720p, near-zero graph',
    columns: ['nodes', 'ms a frame', "Node-RED's memory, MB", "model's memory, MB"],
    rows,
  }
}
