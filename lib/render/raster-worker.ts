import { constants, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { rasterise } from './raster'
import type { RasterAnswer, RasterRequest } from './raster-thread'

// Node-RED goes first. On Linux this is about the thread, elsewhere it would be the whole process.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL)

/** The thread that draws depth maps, see raster-thread.ts: one answer a job, in order. */
parentPort?.on('message', ({ job, values, pixels }: RasterRequest) => {
  const times = rasterise({ ...job, data: new Float32Array(values) }, pixels)
  const answer: RasterAnswer = { times, values, pixels }
  parentPort?.postMessage(answer, [values, pixels])
})
