import { isDepthFrame } from '../../lib/frames/depth-frame'
import { receive } from '../../testing/node-red/node-red'
import { framesPerSecond, withCameras, withServer } from '../live-cameras'
import { publishedModel } from '../models'
import type { Measurement, RunSize } from '../target'

const cameraCount = 4
/** As many as every node keeps something for. */
const mostCameras = 64

const small = [
  { model: 'small', sizing: 'lower_bound', size: 252 },
  { model: 'small', sizing: 'longest', size: 518 },
  { model: 'small', sizing: 'lower_bound', size: 518 },
] as const
const base = { model: 'base', sizing: 'longest', size: 518 } as const

/** How many frames a second all cameras of a box get from a model, from MJPEG in 720p to depth. */
export async function camerasPerBox(run: RunSize): Promise<Measurement> {
  const rows = [{ model: 'tiny', sizing: 'lower_bound', size: 252 } as const, ...small]
  const measured = await withServer(async (address) => {
    const lines: (readonly (string | number)[])[] = []
    for (const row of run.base ? [...rows, base] : rows) {
      const { descriptor, file } = await publishedModel(run.quick ? 'tiny' : row.model, 'v2')
      const { sizing, size } = row
      const { rate, input } = await withCameras(
        cameraCount,
        address,
        file,
        async (tell) => {
          tell('start')
          await frames(cameraCount)
          return frames(run.quick ? 4 : 40)
        },
        { sizing, size, timeLimit: 600 },
      )
      const cameras = [1, 5, 10].map((seconds) => atOneFrameIn(seconds, rate))
      lines.push([descriptor.id, input, 1000 / rate, rate, ...cameras])
    }
    return lines
  })
  return {
    targets: [],
    tables: [
      {
        id: 'cameras_per_box',
        title: `Frames a second of ${cameraCount} MJPEG cameras, 720p at ${framesPerSecond} fps, to depth, newest wins`,
        columns: [
          'model',
          'input',
          'ms a frame',
          'frames a second',
          'cameras at one frame a second',
          'at one in 5 s',
          'at one in 10 s',
        ],
        rows: measured,
      },
    ],
  }
}

function atOneFrameIn(seconds: number, rate: number): string {
  const cameras = Math.floor(rate * seconds)
  return cameras > mostCameras ? `over ${mostCameras}` : String(cameras)
}

/** How fast the next depth maps come, and what the model's input was. */
async function frames(count: number) {
  const began = performance.now()
  let input = ''
  for (let frame = 0; frame < count; frame += 1) {
    const { payload } = await receive('done')
    if (!isDepthFrame(payload)) throw new Error('something else than depth came')
    const { width, height } = payload.inputSize ?? payload
    input = `${width}x${height}`
  }
  return { rate: (1000 * count) / (performance.now() - began), input }
}
