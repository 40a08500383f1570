import { sightingOf, spreadOf } from '../lib/depth/calibration/reference'
import type { Shape } from '../lib/depth/geometry/shape'
import type { DepthFrame } from '../lib/frames/depth-frame'
import type { FlowMessage } from '../lib/node-red/message'
import { defaultConfig as freshCalibrate } from '../nodes/depth-calibrate/config'
import depthCalibrate from '../nodes/depth-calibrate/depth-calibrate'
import type { StoredReference } from '../nodes/depth-calibrate/references-setting'
import { defaultConfig as freshMeasure } from '../nodes/depth-measure/config'
import depthMeasure from '../nodes/depth-measure/depth-measure'
import { defaultConfig as freshStabilize } from '../nodes/depth-stabilize/config'
import depthStabilize from '../nodes/depth-stabilize/depth-stabilize'
import { depthFrame, hills } from '../testing/frames/depth-frames'
import { rampFrame } from '../testing/frames/images'
import { noise } from '../testing/frames/noise'
import {
  catching,
  caught,
  helperNode,
  loadFlow,
  receive,
  send,
  unloadFlow,
} from '../testing/node-red/node-red'

const topic = 'bench'
const region: Shape = {
  kind: 'polygon',
  points: [
    { x: 0.2, y: 0.2 },
    { x: 0.8, y: 0.3 },
    { x: 0.5, y: 0.9 },
  ],
}
const referencePlaces = [
  [0.1, 0.1],
  [0.35, 0.2],
  [0.8, 0.6],
  [0.2, 0.8],
  [0.6, 0.4],
] as const

/** Square depth of a scene, each frame of another scale, shift and noise. Made before: in a flow, another process makes them. */
export async function disturbedFrames(side: number): Promise<readonly DepthFrame[]> {
  const gauss = noise(1)
  const image = await rampFrame(side, side)
  const rows = hills(side, side)
  return Array.from({ length: 8 }, (_, at) => {
    const [scale, shift] = [1 + 0.2 * Math.sin(at), 0.3 * Math.cos(at)]
    const noisy = rows.map((row) => row.map((value) => scale * (value + 0.03 * gauss()) + shift))
    return depthFrame(noisy, { image })
  })
}

/** Sends one frame through the nodes; resolves with what comes out. */
export type Through = (frame: DepthFrame) => Promise<FlowMessage>

/**
 * Runs work with stabilize, calibrate (live references) and measure depth (a polygon and the whole map)
 * in the running Node-RED.
 */
export async function withDepthChain<T>(
  frame: DepthFrame,
  userDir: string,
  work: (through: Through) => Promise<T>,
): Promise<T> {
  try {
    const through = await deploy(userDir, [])
    const steady = (await through(frame)).payload as DepthFrame
    await unloadFlow()
    return await work(await deploy(userDir, referencesOf(steady)))
  } finally {
    await unloadFlow()
  }
}

async function deploy(userDir: string, references: readonly StoredReference[]): Promise<Through> {
  const regions = [{ key: topic, name: 'path', shape: region }]
  const flow = [
    { ...freshStabilize, id: 'stabilize', type: 'depth-stabilize', wires: [['calibrate']] },
    {
      ...freshCalibrate,
      id: 'calibrate',
      type: 'depth-calibrate',
      references,
      live: true,
      wires: [['measure']],
    },
    {
      ...freshMeasure,
      id: 'measure',
      type: 'depth-measure',
      outputProperty: 'figures',
      regions,
      wires: [['done'], []],
    },
    helperNode('done'),
    ...catching,
  ]
  await loadFlow([depthStabilize, depthCalibrate, depthMeasure], flow, { userDir })
  // A race with a promise that lasts would keep every message.
  let fail: (reason: Error) => void = () => undefined
  void caught().then(({ message }) => fail(new Error(message)))
  return (payload) =>
    new Promise((resolve, reject) => {
      fail = reject
      receive('done').then(resolve, reject)
      send('stabilize', { payload, topic })
    })
}

/** Places of the scene with made-up distances: a tenth of the depth is 1/z. */
function referencesOf(frame: DepthFrame): readonly StoredReference[] {
  const spread = spreadOf(frame.data)
  return referencePlaces.map(([x, y]) => {
    const shape: Shape = { kind: 'point', points: [{ x, y }] }
    const seen = sightingOf(frame, shape, spread)
    return { key: topic, shape, meters: 10 / (seen.depth ?? NaN), seen }
  })
}
