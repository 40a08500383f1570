import { copyValues } from '../../copy-values'
import { DepthError, messageOf } from '../../errors'
import { JobThread } from '../../job-thread'
import { SpareBuffers } from '../../spare-buffers'
import type { MeasureJob, Measurements } from './measure'

/** What goes to the thread; `values` is a copy of the map's data, and comes back. */
export interface MeasureRequest {
  readonly values: ArrayBuffer
  readonly job: Omit<MeasureJob, 'data'>
}

export interface MeasureAnswer {
  readonly values: ArrayBuffer
  readonly measured: Measurements
}

/** Measures depth maps in a thread of its own, one at a time and in order. */
export class MeasureThread {
  readonly #spare = new SpareBuffers()
  readonly #thread = new JobThread<MeasureRequest, MeasureAnswer>({
    file: 'depth/regions/measure-worker.js',
    name: 'measure depth',
    stopped,
    onIdle: () => this.#spare.clear(),
  })

  /**
   * Measures a map, whose data is only read. The values of an empty map cross without a copy where they
   * lie in shared memory.
   *
   * @throws DepthError MEASURE_FAILED when the thread cannot be started or ends
   */
  async measure({ data, ...job }: MeasureJob): Promise<Measurements> {
    const values = this.#spare.take(data.byteLength)
    await copyValues(data, new Float32Array(values))
    const answer = await this.#thread.ask({ job, values }, [values])
    this.#spare.give(answer.values)
    return answer.measured
  }

  /** Ends the thread; the next job starts another. */
  close(): void {
    this.#thread.close()
    this.#spare.clear()
  }
}

function stopped(cause: unknown): DepthError {
  const reason = cause === undefined ? 'it was ended' : messageOf(cause)
  return new DepthError(
    'MEASURE_FAILED',
    `The thread that measures depth stopped: ${reason}. Reinstall the package if this happens again.`,
    { cause },
  )
}
