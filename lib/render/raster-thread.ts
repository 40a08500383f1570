import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { DepthError, messageOf } from '../errors'
import { packageRoot } from '../package-root'
import { rasterBytes, type RasterJob, type RasterTimes } from './raster'
import { SpareBuffers } from './spare-buffers'

// Always the built file: a thread does not inherit the loader that may run this one.
const workerFile = join(packageRoot, 'dist', 'lib', 'render', 'raster-worker.js')
const idleMs = 30_000

/** What goes to the thread; the two buffers are transferred, not copied. */
export interface RasterRequest {
  readonly job: Omit<RasterJob, 'data'>
  /** A copy of the job's data. */
  readonly values: ArrayBuffer
  /** Receives the image. */
  readonly pixels: ArrayBuffer
}

/** What comes back: the same buffers, with the image drawn. */
export interface RasterAnswer extends Omit<RasterRequest, 'job'> {
  readonly times: RasterTimes
}

/** A drawn depth map. */
export interface Raster extends RasterTimes {
  readonly pixels: Uint8Array<ArrayBuffer>
  readonly layout: RasterJob['layout']
}

interface Pending {
  readonly resolve: (answer: RasterAnswer) => void
  readonly reject: (error: DepthError) => void
}

interface Running {
  readonly worker: Worker
  /** In the order of the requests, which is the order of the answers. */
  readonly pending: Pending[]
}

/**
 * Draws depth maps in a thread of its own, one at a time and in order: a loop over the pixels of a 4K
 * image would block Node-RED for tens of milliseconds. The thread starts with the first job, ends when
 * it has been idle for a while, and does not keep the process running.
 */
export class RasterThread {
  #running: Running | undefined
  #idle: NodeJS.Timeout | undefined
  readonly #spare = new SpareBuffers()

  /**
   * Draws a job; its data is only read. The memory of the result is reused after `release`.
   *
   * @throws DepthError RENDER_FAILED without memory, or when the thread cannot be started or ends
   */
  async draw(job: RasterJob): Promise<Raster> {
    const { data, ...rest } = job
    const [values, pixels] = this.#memory(data.byteLength, rasterBytes(job))
    await copyValues(data, new Float32Array(values))
    const answer = await this.#ask({ job: rest, values, pixels })
    this.#spare.give(answer.values)
    return { ...answer.times, layout: job.layout, pixels: new Uint8Array(answer.pixels) }
  }

  /** Takes back the memory of an image, which must not be used afterwards. */
  release({ pixels }: Raster): void {
    this.#spare.give(pixels.buffer)
  }

  /** Ends the thread; the next job starts another. */
  close(): void {
    clearTimeout(this.#idle)
    void this.#running?.worker.terminate()
    this.#running = undefined
    this.#spare.clear()
  }

  #memory(...bytes: readonly [number, number]): [ArrayBuffer, ArrayBuffer] {
    try {
      return [this.#spare.take(bytes[0]), this.#spare.take(bytes[1])]
    } catch (cause) {
      throw new DepthError(
        'RENDER_FAILED',
        `There is not enough memory for a depth map of ${Math.ceil(bytes[1] / 1e6)} MB. Choose a smaller size.`,
        { cause },
      )
    }
  }

  #ask(request: RasterRequest): Promise<RasterAnswer> {
    clearTimeout(this.#idle)
    const { worker, pending } = (this.#running ??= this.#start())
    worker.ref()
    worker.postMessage(request, [request.values, request.pixels])
    return new Promise((resolve, reject) => pending.push({ resolve, reject }))
  }

  #start(): Running {
    const running: Running = {
      worker: new Worker(workerFile, { execArgv: [], name: 'depth map' }),
      pending: [],
    }
    const { worker, pending } = running
    worker.on('message', (answer: RasterAnswer) => {
      pending.shift()?.resolve(answer)
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

const valuesAtOnce = 1 << 20

/** Copies a frame's values without blocking Node-RED. */
async function copyValues(data: Float32Array, copy: Float32Array): Promise<void> {
  for (let from = 0; from < data.length; from += valuesAtOnce) {
    if (from > 0) await nextTurn()
    copy.set(data.subarray(from, from + valuesAtOnce), from)
  }
}

function ended(cause: unknown): DepthError {
  const reason = cause === undefined ? 'it was ended' : messageOf(cause)
  return new DepthError(
    'RENDER_FAILED',
    `The thread that draws depth maps stopped: ${reason}. Reinstall the package if this happens again.`,
    { cause },
  )
}
