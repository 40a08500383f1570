import type { DepthInference } from '../../lib/inference/scheduling/depth-inference'
import sharp from 'sharp'
import { renderDepth } from '../../lib/render/render'
import type { LocatedModel } from '../../lib/inference/scheduling/depth-inference'
import { interleave } from '../interleave'
import { nearZeroModel } from '../models'
import { withTransformersJs, type PeerResult } from '../peers/transformers-js'
import { image, imageSizes } from '../images'
import { depthOf, grayPng, withInference } from '../pipeline'
import { median } from '../statistics'
import { target, type RunSize, type Measurement, type Target } from '../target'

const names = ['480p', '720p', '1080p', '2160p'] as const
type Name = (typeof names)[number]

/** Limits of our overhead as shares of theirs; 480p to a depth value is only reported. */
const limits: Readonly<Record<Name, { readonly depth?: number; readonly png: number }>> = {
  '480p': { png: 0.4 },
  '720p': { depth: 0.1, png: 0.25 },
  '1080p': { depth: 0.1, png: 0.25 },
  '2160p': { depth: 0.1, png: 0.28 },
}
const largestDifference = 3

/** Overhead (wall time of a run without its `session.run`) against `@huggingface/transformers`. */
export async function transformersJs({ quick }: RunSize): Promise<Measurement> {
  const located = await nearZeroModel()
  const targets: Target[] = []
  const rows: (string | number)[][] = []
  await withInference((inference) =>
    withTransformersJs(located.file, async (run) => {
      for (const name of names) {
        const { file } = await image(imageSizes[name])
        for (const what of ['depth', 'png'] as const) {
          const asPng = what === 'png'
          const ours = () => overheadOfOurs(inference, located, file, asPng)
          const apart = asPng ? await difference(name, await ours(), await run({ file, asPng })) : 0
          const samples = await interleave(
            quick ? 1 : 15,
            async () => (await ours()).overheadMs,
            async () => (await run({ file, asPng })).overheadMs,
          )
          const limit = limits[name][what]
          if (limit !== undefined) {
            const id = `overhead_${what}_${name}`
            targets.push(target(id, 'ratio_of_medians', samples, '<=', limit))
          }
          const [a, b] = [median(samples.a), median(samples.b)]
          rows.push([name, asPng ? 'gray PNG' : 'depth', a, b, a / b, asPng ? apart : ''])
        }
      }
    }),
  )
  const columns = ['image', 'to', 'ours', 'transformers.js', 'ratio', 'images apart by, of 255']
  return { targets, tables: [{ title: 'Overhead, milliseconds an image', columns, rows }] }
}

async function overheadOfOurs(
  inference: DepthInference,
  located: LocatedModel,
  file: string,
  asPng: boolean,
) {
  const began = performance.now()
  const { depth, stageMs } = await depthOf(inference, located, file)
  const png = asPng ? ((await renderDepth(depth, grayPng)).image as Buffer) : undefined
  return { overheadMs: performance.now() - began - stageMs('inference'), png }
}

/** @throws Error where the two images differ: their times would not be comparable */
async function difference(
  name: Name,
  ours: { readonly png: Buffer | undefined },
  theirs: PeerResult,
): Promise<number> {
  const [a, b] = await Promise.all([
    grayValues(ours.png ?? Buffer.alloc(0)),
    grayValues(Buffer.from(theirs.png ?? '', 'base64')),
  ])
  let sum = 0
  a.forEach((value, at) => (sum += Math.abs(value - (b[at] ?? NaN))))
  const mean = sum / a.length
  if (a.length !== b.length || !(mean <= largestDifference)) {
    throw new Error(`the images of ${name} are apart by a mean of ${mean}/255`)
  }
  return mean
}

function grayValues(png: Buffer): Promise<Buffer> {
  return sharp(png).toColorspace('b-w').extractChannel(0).raw().toBuffer()
}
