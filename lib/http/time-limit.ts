/** When work has to end, and with which error it fails then. */
export interface TimeLimit {
  readonly timeoutMs: number
  readonly timeoutError: () => Error
  /** Ends the work early, with the reason that it was aborted with. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Does `work` within a time limit. The result is a race: what ignores its signal, as a proxy that
 * accepts a connection and stays silent, is not waited for.
 *
 * @param work is handed a signal that is aborted when the race is over, whoever won it.
 * @throws the `timeoutError`, the reason of `signal`, or what `work` throws
 */
export async function withTimeLimit<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { timeoutMs, timeoutError, signal }: TimeLimit,
): Promise<T> {
  // One controller for each call: a signal derived from the caller's would be kept as long as that.
  const over = new AbortController()
  const abort = () => over.abort(signal?.reason)
  const timer = setTimeout(() => over.abort(timeoutError()), timeoutMs)
  signal?.addEventListener('abort', abort, { once: true })
  try {
    if (signal?.aborted === true) abort()
    return await untilAborted(work(over.signal), over.signal)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
    over.abort()
  }
}

/**
 * What `work` settles with, unless the signal is aborted before: then its reason is thrown, and
 * `work` is not waited for.
 */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(signal.reason as Error)
    const end = () => signal.removeEventListener('abort', fail)
    signal.addEventListener('abort', fail, { once: true })
    if (signal.aborted) fail()
    void work.then(resolve, reject).finally(end)
  })
}
