import { DepthError, messageOf } from '../errors'
import { JobThread } from '../job-thread'
import { memoryOf } from './memory'
import type { StabilizeJob, Stabilized } from './stream'

export interface StabilizeAnswer extends Stabilized {
  /** The steady values, in the memory of the job's data. */
  readonly data: Float32Array
}

/**
 * Stabilizes depth maps in one thread, which all nodes share. It keeps nothing between two jobs: what is
 * known of the frames before travels with each job, and moves there and back without being copied.
 */
export class StabilizeThread {
  readonly #thread = new JobThread<StabilizeJob, StabilizeAnswer>({
    file: 'stabilize/stabilize-worker.js',
    name: 'stabilize depth',
    stopped,
  })

  /**
   * The arrays of the job are empty afterwards.
   *
   * @throws DepthError STABILIZE_FAILED when the thread cannot be started or ends
   */
  stabilize(job: StabilizeJob): Promise<StabilizeAnswer> {
    return this.#thread.ask(job, memoryOf(job))
  }

  /** Ends the thread; the next job starts another. */
  close(): void {
    this.#thread.close()
  }
}

function stopped(cause: unknown): DepthError {
  const reason = cause === undefined ? 'it was ended' : messageOf(cause)
  return new DepthError(
    'STABILIZE_FAILED',
    `The thread that stabilizes depth stopped: ${reason}. Reinstall the package if this happens again.`,
    { cause },
  )
}
