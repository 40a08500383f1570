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

/** What goes to the thread and comes back: transferred, not copied. */
interface RasterMemory {
  /** A copy of the job's data. */
  readonly values: ArrayBuffer
  /** A copy of the source image; empty where it is not shown. */
  readonly image: ArrayBuffer
  /** Receives the drawn image. */
  readonly pixels: ArrayBuffer
}

export interface RasterRequest extends RasterMemory {
  readonly job: Omit<RasterJob, 'data' | 'image'>
}

export interface RasterAnswer extends RasterMemory {
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
   * Draws a job; its data and image are only read. The memory of the result is reused after `release`.
   *
   * @throws DepthError RENDER_FAILED without memory, or when the thread cannot be started or ends
   */
  async draw(job: RasterJob): Promise<Raster> {
    const { data, image, ...rest } = job
    const memory = this.#memory(data.byteLength, image.byteLength, rasterBytes(job))
    await copyValues(data, new Float32Array(memory.values))
    await copyValues(image, new Uint8Array(memory.image))
    const answer = await this.#ask({ job: rest, ...memory })
    this.#spare.give(answer.values)
    this.#spare.give(answer.image)
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

  #memory(values: number, image: number, pixels: number): RasterMemory {
    try {
      return {
        values: this.#spare.take(values),
        image: this.#spare.take(image),
        pixels: this.#spare.take(pixels),
      }
    } catch (cause) {
      throw new DepthError(
        'RENDER_FAILED',
        `There is not enough memory for a depth map of ${Math.ceil(pixels / 1e6)} MB. Choose a smaller size.`,
        { cause },
      )
    }
  }

  #ask(request: RasterRequest): Promise<RasterAnswer> {
    clearTimeout(this.#idle)
    const { worker, pending } = (this.#running ??= this.#start())
    worker.ref()
    worker.postMessage(request, [request.values, request.image, request.pixels])
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

/** Copies values without blocking Node-RED. */
async function copyValues<T extends Float32Array | Uint8Array>(data: T, copy: T): Promise<void> {
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
