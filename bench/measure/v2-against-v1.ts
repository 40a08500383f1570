import depthInfer from '../../nodes/depth-infer/depth-infer'
import depthLoadImage from '../../nodes/depth-load-image/depth-load-image'
import depthRender from '../../nodes/depth-render/depth-render'
import { inferNode } from '../../test/support/infer-flow'
import {
  catching,
  caught,
  loadFlow,
  receive,
  send,
  startNodeRed,
  stopNodeRed,
  unloadFlow,
} from '../../test/support/node-red'
import { interleave, timed } from '../interleave'
import { nearZeroModel, picture, pictureSizes, publishedModel } from '../models'
import { median, statistics } from '../statistics'
import { target, type Extent, type Measurement } from '../target'

const load = {
  type: 'depth-load-image',
  configVersion: 1,
  sourceType: 'msg',
  source: 'payload',
  outputProperty: 'payload',
  maxMegapixels: 100,
  maxMegabytes: 64,
  timeLimit: 10,
  crop: false,
  cropLeft: 0,
  cropTop: 0,
  cropWidth: 0,
  cropHeight: 0,
}
const render = {
  type: 'depth-render',
  configVersion: 1,
  colourMap: 'inferno',
  farIsBright: false,
  range: 'frame',
  low: 2,
  high: 98,
  min: 0,
  max: 1,
  size: 'source',
  width: 640,
  output: 'buffer',
  format: 'jpeg',
  quality: 85,
  dataUriWidth: 640,
  property: 'payload',
  outputProperty: 'payload',
}

/** V2 against V1 through Node-RED, from JPEG to coloured JPEG, one message after the other. */
export async function v2AgainstV1({ quick }: Extent): Promise<Measurement> {
  const size = quick ? 'tiny' : 'small'
  await startNodeRed()
  try {
    const real = await compare(
      (await publishedModel(size, 'v2')).file,
      (await publishedModel(size, 'v1')).file,
      quick ? 2 : 15,
    )
    const nearZero = await compare(
      (await nearZeroModel('near-zero-v2')).file,
      (await nearZeroModel('near-zero-v1')).file,
      quick ? 5 : 50,
    )
    const apart = median(nearZero.a.map((value, at) => Math.abs(value - (nearZero.b[at] ?? NaN))))
    return {
      targets: quick ? [] : [target('v2_v1_deviation', 'median_pair_deviation', real, '<=', 0.03)],
      tables: [
        {
          title: 'V2 against V1 through Node-RED, milliseconds a picture (720p to coloured JPEG)',
          columns: ['graphs', 'V2', 'V1', 'V2 / V1', 'apart'],
          rows: [
            row(size, real, median(real.a) - median(real.b)),
            row('near-zero', nearZero, apart),
          ],
        },
      ],
    }
  } finally {
    await stopNodeRed()
  }
}

function row(
  name: string,
  { a, b }: { readonly a: readonly number[]; readonly b: readonly number[] },
  apart: number,
): (string | number)[] {
  return [name, median(a), median(b), statistics.ratio_of_medians(a, b), apart]
}

async function compare(v2: string, v1: string, blocks: number) {
  const { jpeg } = await picture(pictureSizes['720p'])
  await loadFlow(
    [depthLoadImage, depthInfer, depthRender],
    [
      ...catching,
      ...['v1', 'v2'].flatMap((version) => [
        { ...load, id: `load-${version}`, wires: [[`infer-${version}`]] },
        inferNode(`infer-${version}`, version === 'v1' ? v1 : v2, [[`render-${version}`]]),
        { ...render, id: `render-${version}`, wires: [[`done-${version}`]] },
        { id: `done-${version}`, type: 'helper', wires: [] },
      ]),
    ],
  )
  const failed = caught().then(({ message }) => Promise.reject(new Error(message)))
  failed.catch(() => undefined)
  const through = (version: string) =>
    timed(() => {
      send(`load-${version}`, { payload: jpeg })
      return Promise.race([receive(`done-${version}`), failed])
    })
  const samples = await interleave(
    blocks,
    () => through('v2'),
    () => through('v1'),
  )
  await unloadFlow()
  return samples
}
