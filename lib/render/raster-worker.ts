import { parentPort } from 'node:worker_threads'
import { lowerPriority } from '../low-priority'
import { rasterize } from './raster'
import type { RasterAnswer, RasterRequest } from './raster-thread'

// Elsewhere this would set the priority of Node-RED itself.
if (process.platform === 'linux') lowerPriority()

/** The thread that draws depth maps, see raster-thread.ts: one answer per job, in order. */
parentPort?.on('message', ({ job, values, image, pixels }: RasterRequest) => {
  const given = { data: new Float32Array(values), image: new Uint8Array(image) }
  const times = rasterize({ ...job, ...given }, pixels)
  const answer: RasterAnswer = { times, values, image, pixels }
  parentPort?.postMessage(answer, [values, image, pixels])
})
