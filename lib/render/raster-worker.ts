import { constants, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { rasterize } from './raster'
import type { RasterAnswer, RasterRequest } from './raster-thread'

// Node-RED goes first. On Linux this sets the thread's priority; elsewhere it would set the process's.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL)

/** The thread that draws depth maps, see raster-thread.ts: one answer per job, in order. */
parentPort?.on('message', ({ job, values, pixels }: RasterRequest) => {
  const times = rasterize({ ...job, data: new Float32Array(values) }, pixels)
  const answer: RasterAnswer = { times, values, pixels }
  parentPort?.postMessage(answer, [values, pixels])
})
