import { interleave } from '../interleave'
import { nearZeroModel, publishedModel } from '../models'
import { withBareSession } from '../peers/bare-session'
import { image, imageSizes } from '../images'
import { backToBack, withInference } from '../pipeline'
import { median } from '../statistics'
import { target, type RunSize, type Measurement } from '../target'

/** The model's input for a 720p image. */
const input = { width: 924, height: 518 }

/**
 * Frames per second from 720p JPEG to colored JPEG, back to back, against a bare loop of
 * `session.run`; and the ceiling of the pipeline itself.
 */
export async function throughput({ quick }: RunSize): Promise<Measurement> {
  const { jpeg } = await image(imageSizes['720p'])
  const small = await publishedModel(quick ? 'tiny' : 'small', 'v2')
  const frames = quick ? 3 : 8
  const samples = await withInference((inference) =>
    withBareSession({ file: small.file, ...input }, (bare) =>
      interleave(
        quick ? 1 : 6,
        async () => {
          const began = performance.now()
          await backToBack(inference, small, jpeg, frames)
          return (1000 * frames) / (performance.now() - began)
        },
        async () => (1000 * frames) / (await bare(frames)),
      ),
    ),
  )
  const nearZero = await nearZeroModel()
  const ceiling = await withInference(async (inference) => {
    const count = quick ? 20 : 300
    await backToBack(inference, nearZero, jpeg, 20)
    const began = performance.now()
    await backToBack(inference, nearZero, jpeg, count)
    return (1000 * count) / (performance.now() - began)
  })
  const { id } = small.descriptor
  return {
    targets: [target('throughput_ratio', 'ratio_of_medians', samples, '>=', 0.97)],
    tables: [
      {
        title: 'Frames a second, 720p to colored JPEG',
        columns: ['what', 'frames a second'],
        rows: [
          [`${id}, whole pipeline`, median(samples.a)],
          [`${id}, bare session.run`, median(samples.b)],
          ['near-zero graph, whole pipeline: its ceiling', ceiling],
        ],
      },
    ],
  }
}
