import { startNodeRed, stopNodeRed } from '../../testing/node-red/node-red'
import { ownTail, withDepthFlow, type Route } from '../depth-flow'
import { interleave, timed, type Samples } from '../interleave'
import { nearZeroModel, publishedModel } from '../models'
import { image, imageSizes } from '../images'
import { officialTail } from '../reference/tail-nodes'
import { median, statistics } from '../statistics'
import { target, type RunSize, type Measurement } from '../target'

/**
 * V2 against V1 through Node-RED, from a 720p JPEG to a colored JPEG, one message after the other;
 * and the same with the steps after the model from the official run.py of each.
 */
export async function v2AgainstV1({ quick, base }: RunSize): Promise<Measurement> {
  const sizes = [quick ? 'tiny' : 'small', ...(base ? ['base' as const] : [])] as const
  await startNodeRed()
  try {
    const rows: (string | number)[][] = []
    const published: Samples[] = []
    for (const size of sizes) {
      const [v2, v1] = [await publishedModel(size, 'v2'), await publishedModel(size, 'v1')]
      const samples = await compare(ownRoute(v2.file), ownRoute(v1.file), quick ? 2 : 30)
      published.push(samples)
      rows.push(row(`${size} graphs`, samples))
    }
    const [v2, v1] = [await nearZeroModel('near-zero-v2'), await nearZeroModel('near-zero-v1')]
    const nearZero = await compare(ownRoute(v2.file), ownRoute(v1.file), quick ? 2 : 200)
    const seed = await compare(
      { modelFile: v2.file, tail: officialTail('v2') },
      { modelFile: v1.file, tail: officialTail('v1') },
      quick ? 1 : 10,
    )
    rows.push(row('near-zero graphs', nearZero))
    rows.push(row('near-zero graphs, each with the tail of its run.py', seed))
    const difference = pairwise(nearZero, (ofV2, ofV1) => ofV2 - ofV1)
    const reverse = pairwise(nearZero, (ofV2, ofV1) => ofV1 - ofV2)
    return {
      targets: [
        ...published
          .slice(0, 1)
          .map((samples) =>
            target('v2_v1_deviation', 'median_pair_deviation', samples, '<=', 0.03),
          ),
        // Apart in neither direction; how far single pairs scatter is in the table.
        target('v2_less_v1_near_zero_ms', 'median', { a: difference }, '<=', 1),
        target('v1_less_v2_near_zero_ms', 'median', { a: reverse }, '<=', 1),
        target('v2_v1_official_tails', 'ratio_of_medians', seed, '>=', 1.5),
      ],
      tables: [
        {
          title: 'V2 against V1 through Node-RED, 720p to colored JPEG, milliseconds an image',
          columns: ['what', 'V2', 'V1', 'V2 / V1', 'pairs apart by', 'pairs'],
          rows,
        },
      ],
    }
  } finally {
    await stopNodeRed()
  }
}

function ownRoute(modelFile: string): Route {
  return { modelFile, tail: ownTail }
}

async function compare(v2: Route, v1: Route, blocks: number): Promise<Samples> {
  const { jpeg } = await image(imageSizes['720p'])
  return withDepthFlow({ v2, v1 }, (transport) =>
    interleave(
      blocks,
      () => timed(() => transport('v2', jpeg)),
      () => timed(() => transport('v1', jpeg)),
    ),
  )
}

function pairwise({ a, b }: Samples, combine: (ofV2: number, ofV1: number) => number): number[] {
  return a.map((value, at) => combine(value, b[at] ?? NaN))
}

function row(name: string, samples: Samples): (string | number)[] {
  const { a, b } = samples
  const apart = median(pairwise(samples, (ofV2, ofV1) => Math.abs(ofV2 - ofV1)))
  return [name, median(a), median(b), statistics.ratio_of_medians(a, b), apart, a.length]
}
