import { copyValues } from '../copy-values'
import { DepthError, messageOf } from '../errors'
import { JobThread } from '../job-thread'
import { rasterBytes, type RasterJob, type RasterTimes } from './raster'
import { SpareBuffers } from '../spare-buffers'

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

/** Draws depth maps in a thread of its own, one at a time and in order. */
export class RasterThread {
  readonly #spare = new SpareBuffers()
  readonly #thread = new JobThread<RasterRequest, RasterAnswer>({
    file: 'render/raster-worker.js',
    name: 'depth map',
    stopped,
    onIdle: () => this.#spare.clear(),
  })

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
    const request = { job: rest, ...memory }
    const answer = await this.#thread.ask(request, [memory.values, memory.image, memory.pixels])
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
    this.#thread.close()
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
}

function stopped(cause: unknown): DepthError {
  const reason = cause === undefined ? 'it was ended' : messageOf(cause)
  return new DepthError(
    'RENDER_FAILED',
    `The thread that draws depth maps stopped: ${reason}. Reinstall the package if this happens again.`,
    { cause },
  )
}
