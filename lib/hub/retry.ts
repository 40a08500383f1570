import { setTimeout as pause } from 'node:timers/promises'
import { DepthError } from '../errors'
import { TransientError } from './errors'

/** A server that asks for a longer pause than this is not waited for. */
const maxWaitMs = 120_000

export interface RetryOptions {
  /** Pause before each further attempt, in milliseconds; after the last one the error stands. */
  readonly delaysMs: readonly number[]
  readonly signal: AbortSignal
  /** Grows when an attempt brought anything; the pauses then start over. */
  readonly progress?: () => number
  /** Called before each attempt with its number, and how many there are at most. */
  readonly onAttempt?: (attempt: number, of: number) => void
  /** What is being fetched, for the error. */
  readonly subject: string
}

/**
 * Does `work` until it succeeds, again after each TransientError. The pause before it is the server's
 * Retry-After or the table's, whichever is longer.
 *
 * @throws DepthError DOWNLOAD_CANCELED when the signal is aborted, else what `work` threw last.
 */
export async function withRetry<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { delaysMs, signal, progress = () => 0, onAttempt, subject }: RetryOptions,
): Promise<T> {
  let failures = 0
  let reached = progress()
  for (;;) {
    try {
      signal.throwIfAborted()
      onAttempt?.(failures + 1, delaysMs.length + 1)
      return await work(signal)
    } catch (thrown) {
      if (signal.aborted) throw canceled(subject)
      if (progress() > reached) failures = 0
      reached = progress()
      const delay = delayAfter(thrown, delaysMs[failures])
      if (delay === undefined) throw thrown
      failures += 1
      await pause(delay, undefined, { signal }).catch(() => undefined)
    }
  }
}

/** The error of a download that was stopped on purpose. */
export function canceled(subject: string): DepthError {
  return new DepthError(
    'DOWNLOAD_CANCELED',
    `The download of ${subject} was canceled. The partial download is kept, and the next download resumes it.`,
  )
}

function delayAfter(thrown: unknown, planned: number | undefined): number | undefined {
  if (!(thrown instanceof TransientError) || planned === undefined) return undefined
  const wait = Math.max(planned, thrown.waitMs ?? 0)
  return wait > maxWaitMs ? undefined : wait
}
