import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { sizeText } from '../../lib/hub/progress-text'
import type { DepthInference, LocatedModel } from '../../lib/inference/scheduling/depth-inference'
import type { ImageFrame, Size } from '../../lib/frames/image-frame'
import { loadImage } from '../../lib/image/load'
import { interleave, type Samples } from '../interleave'
import { withInference } from '../pipeline'
import { depthDifference, type DepthDifference } from './difference'
import { fileText, type ComparedModels } from './models'

/** What is compared. */
export interface Comparison extends ComparedModels {
  /** Paths; at least one. */
  readonly images: readonly string[]
  /** How often the times are taken, in blocks of four runs. */
  readonly blocks: number
}

/** What became of it. */
export interface Compared {
  readonly model: string
  readonly against: string
  /** Milliseconds of the model's runs (a) and of the reference's (b). */
  readonly times: Samples
  /** At which they were taken. */
  readonly inputSize: Size
  readonly isMetric: boolean
  readonly images: readonly (DepthDifference & { readonly name: string })[]
  /** What the user of a depth map would have been told. */
  readonly warnings: readonly string[]
}

/** For models that need the lens: any will do, as both get the same. */
const lens = { fieldOfView: 60 } as const

/**
 * Runs two model files on the same images, on the CPU, and compares their depth and their time.
 *
 * @throws DepthError of `depthDifference`, `loadImage` and `DepthInference.infer`
 */
export async function compareModels({
  model,
  against,
  images: files,
  blocks,
}: Comparison): Promise<Compared> {
  return withInference(async (inference) => {
    const images: (DepthDifference & { name: string })[] = []
    const warnings = new Set<string>()
    const run = async (frame: ImageFrame, located: LocatedModel) => {
      const result = await depthOf(inference, frame, located)
      for (const { message } of result.warnings) warnings.add(message)
      return result
    }
    for (const file of files) {
      const { depth } = await run(await frameOf(file), model)
      const reference = await run(await frameOf(file), against)
      images.push({ name: basename(file), ...depthDifference(depth, reference.depth) })
    }
    const frame = await frameOf(files[0] ?? '')
    const { depth } = await run(frame, against)
    const times = await interleave(
      blocks,
      async () => inferenceMs(await run(frame, model)),
      async () => inferenceMs(await run(frame, against)),
    )
    const { width, height } = depth.inputSize ?? depth
    return {
      model: await textOf(model),
      against: await textOf(against),
      times,
      inputSize: { width, height },
      isMetric: depth.kind === 'metric',
      images,
      warnings: [...warnings],
    }
  })
}

async function frameOf(file: string): Promise<ImageFrame> {
  const { frame } = await loadImage(await readFile(file), { label: file, lens })
  return frame
}

async function depthOf(inference: DepthInference, frame: ImageFrame, located: LocatedModel) {
  const outcome = await inference.infer(frame, located, undefined)
  if (typeof outcome === 'string') throw new Error(`the frame was ${outcome}`)
  return outcome
}

function inferenceMs({ measured }: Awaited<ReturnType<typeof depthOf>>): number {
  return measured.find(({ stage }) => stage === 'inference')?.ms ?? NaN
}

async function textOf(located: LocatedModel): Promise<string> {
  const { size } = await stat(located.file)
  return fileText(located, sizeText(size))
}
