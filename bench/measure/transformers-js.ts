import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { renderDepth } from '../../lib/depth/render'
import { interleave } from '../interleave'
import {
  depthOf,
  nearZeroModel,
  picture,
  pictureSizes,
  withInference,
  type PictureName,
} from '../models'
import { median } from '../statistics'
import { target, type Extent, type Measurement } from '../target'
import { colouredJpeg } from './throughput'

/** Limits of our overhead in shares of theirs; 480p to a depth value is only reported. */
const limits: Record<PictureName, { readonly depth?: number; readonly png: number }> = {
  '480p': { png: 0.4 },
  '720p': { depth: 0.1, png: 0.25 },
  '1080p': { depth: 0.1, png: 0.25 },
  '2160p': { depth: 0.1, png: 0.28 },
}
const largestDifference = 3

/** One run of theirs: milliseconds less the session's own, and the picture where one was asked for. */
export interface PeerResult {
  readonly overheadMs: number
  readonly png?: string
}

/** Overheads, each run's wall time less its own session run, against `@huggingface/transformers`. */
export async function transformersJs({ quick }: Extent): Promise<Measurement> {
  const located = await nearZeroModel()
  const peer = fork(join(__dirname, '..', 'peers', 'transformers-js.ts'), [located.file], {
    execArgv: ['--require', 'tsx/cjs'],
  })
  const theirs = async (file: string, asPng: boolean): Promise<PeerResult> => {
    peer.send({ file, asPng })
    const [answer] = (await once(peer, 'message')) as [PeerResult]
    return answer
  }
  try {
    return await withInference(async (inference) => {
      const targets = []
      const rows: (string | number)[][] = []
      for (const [name, limit] of Object.entries(limits) as [
        PictureName,
        { depth?: number; png: number },
      ][]) {
        const { file, jpeg } = await picture(pictureSizes[name])
        for (const asPng of [false, true]) {
          const ours = async () => {
            const began = performance.now()
            const { depth, inferenceMs } = await depthOf(inference, located, jpeg)
            const png = asPng ? (await renderDepth(depth, greyPng)).picture : undefined
            const overheadMs = performance.now() - began - inferenceMs
            return { overheadMs, png: png as Buffer | undefined }
          }
          if (asPng) await comparePictures(name, await ours(), await theirs(file, true))
          const samples = await interleave(
            quick ? 1 : 10,
            async () => (await ours()).overheadMs,
            async () => (await theirs(file, asPng)).overheadMs,
          )
          const what = asPng ? 'png' : 'depth'
          const most = limit[what]
          if (most !== undefined) {
            targets.push(
              target(`overhead_${what}_${name}`, 'ratio_of_medians', samples, '<=', most),
            )
          }
          const [a, b] = [median(samples.a), median(samples.b)]
          rows.push([name, what, a, b, a / b])
        }
      }
      const columns = ['picture', 'to', 'ours', 'transformers.js', 'ratio']
      return { targets, tables: [{ title: 'Overhead, milliseconds a picture', columns, rows }] }
    })
  } finally {
    peer.kill()
  }
}

const greyPng = { ...colouredJpeg, colourMap: 'gray', format: 'png' } as const

/** @throws Error where the two did not make the same picture: their times could not be compared */
async function comparePictures(
  name: PictureName,
  ours: { readonly png: Buffer | undefined },
  theirs: PeerResult,
): Promise<void> {
  const [a, b] = await Promise.all([
    greyValues(ours.png ?? Buffer.alloc(0)),
    greyValues(Buffer.from(theirs.png ?? '', 'base64')),
  ])
  let sum = 0
  a.forEach((value, at) => (sum += Math.abs(value - (b[at] ?? NaN))))
  const mean = sum / a.length
  if (a.length !== b.length || !(mean <= largestDifference)) {
    throw new Error(`the pictures of ${name} are apart by a mean of ${mean}/255`)
  }
}

async function greyValues(png: Buffer): Promise<Buffer> {
  const { default: sharp } = await import('sharp')
  return sharp(png).toColourspace('b-w').extractChannel(0).raw().toBuffer()
}
