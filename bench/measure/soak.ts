import { readFileSync } from 'node:fs'
import { childrenOf } from '../../test/support/processes'
import { nearZeroModel } from '../models'
import { picture, pictureSizes } from '../pictures'
import { backToBack, withInference } from '../pipeline'
import { statistics } from '../statistics'
import { target, type Extent, type Measurement } from '../target'

const framesPerSample = 50

/** Resident memory over many frames; `/proc` tells that of the model's process (Linux only). */
export async function soak({ quick }: Extent): Promise<Measurement> {
  const located = await nearZeroModel()
  const { jpeg } = await picture(pictureSizes['480p'])
  const own: number[] = []
  const model: number[] = []
  await withInference(async (inference) => {
    await backToBack(inference, located, jpeg, quick ? 20 : 1000)
    const [child = 0] = childrenOf(process.pid)
    for (let sample = 0; sample < (quick ? 4 : 200); sample++) {
      await backToBack(inference, located, jpeg, framesPerSample)
      own.push(residentMegabytes(process.pid))
      model.push(residentMegabytes(child))
    }
  })
  const both = own.map((value, index) => value + (model[index] ?? NaN))
  return {
    targets: [target('soak_growth_mb', 'growth', { a: both }, '<=', 20)],
    tables: [
      {
        title: `Growth of resident memory over ${both.length * framesPerSample} frames, MB`,
        columns: ['process', 'growth', 'at the end'],
        rows: [
          ["the bench's (stands for Node-RED's)", statistics.growth(own), own.at(-1) ?? NaN],
          ["the model's", statistics.growth(model), model.at(-1) ?? NaN],
        ],
      },
    ],
  }
}

function residentMegabytes(pid: number): number {
  const found = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(found?.[1]) / 1024
}
