import { parentPort } from 'node:worker_threads'
import { rasterise, type RasterJob } from './raster'

/** The thread that draws depth maps, see raster-thread.ts: one answer a job, in order. */
parentPort?.on('message', (job: RasterJob) => {
  const raster = rasterise(job)
  parentPort?.postMessage(raster, [raster.pixels.buffer])
})
