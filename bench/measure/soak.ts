import { memoryNow } from '../memory'
import { nearZeroModel } from '../models'
import { image, imageSizes } from '../images'
import { backToBack, withInference } from '../pipeline'
import { statistics } from '../statistics'
import { target, type RunSize, type Measurement } from '../target'

const framesPerSample = 50
/** V8 and the system's allocator need up to this many frames to settle. */
const warmUpFrames = 3000
const frames = 10_000

/** Resident memory of both processes over many frames, after a warm-up that does not count. */
export async function soak({ quick }: RunSize): Promise<Measurement> {
  const located = await nearZeroModel()
  const { jpeg } = await image(imageSizes['480p'])
  const own: number[] = []
  const model: number[] = []
  await withInference(async (inference) => {
    await backToBack(inference, located, jpeg, quick ? 20 : warmUpFrames)
    for (let sample = 0; sample < (quick ? 3 : frames / framesPerSample); sample++) {
      await backToBack(inference, located, jpeg, framesPerSample)
      const memory = memoryNow()
      own.push(memory.own)
      model.push(memory.model)
    }
  })
  const both = own.map((value, index) => value + (model[index] ?? NaN))
  return {
    targets: [target('soak_growth_mb', 'growth', { a: both }, '<=', 20)],
    tables: [
      {
        title: `Resident memory over ${both.length * framesPerSample} frames, MB`,
        columns: ['process', 'growth', 'at the end'],
        rows: [
          ["the bench's (in the role of Node-RED's)", statistics.growth(own), own.at(-1) ?? NaN],
          ["the model's", statistics.growth(model), model.at(-1) ?? NaN],
        ],
      },
    ],
  }
}
