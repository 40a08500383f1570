import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { DepthError, messageOf } from '../errors'
import { packageRoot } from '../package-root'
import type { Raster, RasterJob } from './raster'

// Always the built file: a thread cannot count on the loader that runs this one.
const workerFile = join(packageRoot, 'dist', 'lib', 'depth', 'raster-worker.js')
const idleMs = 30_000

interface Pending {
  readonly resolve: (raster: Raster) => void
  readonly reject: (error: DepthError) => void
}

interface Running {
  readonly worker: Worker
  /** In the order of asking, which is the order of the answers. */
  readonly pending: Pending[]
}

/**
 * Draws depth maps in a thread of its own, one after the other in the order of asking: a pixel loop
 * over a 4K picture would hold Node-RED for tens of milliseconds. The thread starts with the first
 * job, ends after a while without any, and keeps no process from ending.
 */
export class RasterThread {
  #running: Running | undefined
  #idle: NodeJS.Timeout | undefined

  /**
   * Takes over `job.data`, which cannot be used afterwards.
   *
   * @throws DepthError RENDER_FAILED when the thread cannot be started or ends
   */
  draw(job: RasterJob): Promise<Raster> {
    clearTimeout(this.#idle)
    const { worker, pending } = (this.#running ??= this.#start())
    worker.ref()
    worker.postMessage(job, [job.data.buffer])
    return new Promise((resolve, reject) => pending.push({ resolve, reject }))
  }

  /** Ends the thread; the next job starts another. */
  close(): void {
    clearTimeout(this.#idle)
    void this.#running?.worker.terminate()
    this.#running = undefined
  }

  #start(): Running {
    const running: Running = {
      worker: new Worker(workerFile, { execArgv: [], name: 'depth map' }),
      pending: [],
    }
    const { worker, pending } = running
    worker.on('message', (raster: Raster) => {
      pending.shift()?.resolve(raster)
      if (pending.length === 0) this.#rest(worker)
    })
    let cause: unknown
    worker.on('error', (error) => (cause = error))
    worker.on('exit', () => {
      if (this.#running === running) this.#running = undefined
      for (const { reject } of pending.splice(0)) reject(ended(cause))
    })
    return running
  }

  #rest(worker: Worker): void {
    worker.unref()
    this.#idle = setTimeout(() => this.close(), idleMs)
    this.#idle.unref()
  }
}

function ended(cause: unknown): DepthError {
  const why = cause === undefined ? 'it was ended' : messageOf(cause)
  return new DepthError(
    'RENDER_FAILED',
    `The thread that draws depth maps stopped: ${why}. Install the package anew if this repeats.`,
    { cause },
  )
}
