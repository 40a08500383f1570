import { renderDepth, type RenderOptions } from '../../lib/depth/render'
import { ModelProcess } from '../../lib/runtime/model-process'
import {
  depthOf,
  nearZeroModel,
  picture,
  pictureSizes,
  publishedModel,
  withInference,
} from '../models'
import type { LocatedModel } from '../../lib/runtime/depth-inference'
import { interleave } from '../interleave'
import { median } from '../statistics'
import { target, type Extent, type Measurement } from '../target'

export const colouredJpeg: RenderOptions = {
  colourMap: 'inferno',
  farIsBright: false,
  range: { mode: 'frame' },
  size: { mode: 'source' },
  output: 'buffer',
  format: 'jpeg',
  quality: 85,
  dataUriWidth: 640,
}

/** Frames a second from JPEG to coloured JPEG, back to back, against a bare loop of the session. */
export async function throughput({ quick }: Extent): Promise<Measurement> {
  const { jpeg } = await picture(pictureSizes['720p'])
  const small = await publishedModel(quick ? 'tiny' : 'small', 'v2')
  const samples = await withInference((inference) =>
    withBareLoop(small, (bare) => {
      const frames = quick ? 3 : 8
      return interleave(
        quick ? 1 : 4,
        () => framesPerSecond(frames, (count) => backToBack(inference, small, jpeg, count)),
        () => framesPerSecond(frames, bare),
      )
    }),
  )
  const nearZero = await nearZeroModel()
  const ceiling = await withInference(async (inference) => {
    await backToBack(inference, nearZero, jpeg, 5)
    return framesPerSecond(quick ? 20 : 200, (count) =>
      backToBack(inference, nearZero, jpeg, count),
    )
  })
  return {
    targets: quick ? [] : [target('throughput_ratio', 'ratio_of_medians', samples, '>=', 0.97)],
    tables: [
      {
        title: 'Frames a second, 720p to coloured JPEG',
        columns: ['what', 'frames a second'],
        rows: [
          [`${small.descriptor.id}, whole pipeline`, median(samples.a)],
          [`${small.descriptor.id}, bare session`, median(samples.b)],
          ['near-zero graph, whole pipeline', ceiling],
        ],
      },
    ],
  }
}

async function framesPerSecond(
  frames: number,
  run: (count: number) => Promise<void>,
): Promise<number> {
  const began = performance.now()
  await run(frames)
  return (1000 * frames) / (performance.now() - began)
}

/** Frames with some under way at once, as a busy flow has them. */
export async function backToBack(
  inference: Parameters<typeof depthOf>[0],
  located: LocatedModel,
  jpeg: Buffer,
  count: number,
): Promise<void> {
  let started = 0
  const lane = async () => {
    while (started++ < count) {
      const { depth } = await depthOf(inference, located, jpeg)
      await renderDepth(depth, colouredJpeg)
    }
  }
  await Promise.all([lane(), lane(), lane()])
}

/**
 * A bare loop in a process of the same kind. Its samples are the session's own time, so that
 * neither the border nor the normalisation counts.
 */
async function withBareLoop<T>(
  { descriptor, file }: LocatedModel,
  work: (bare: (count: number) => Promise<void>) => Promise<T>,
): Promise<T> {
  const other = await ModelProcess.start(
    { type: 'load', file, candidates: ['cpu'], refusals: [], deviceId: 0, threads: 0 },
    60_000,
  )
  const pixels = { width: 924, height: 518, data: new Uint8Array(924 * 518 * 3) }
  try {
    return await work(async (count) => {
      for (let run = 0; run < count; run++) await other.run(pixels, descriptor, 600_000)
    })
  } finally {
    other.kill()
  }
}
