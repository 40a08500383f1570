const intervalMs = 1

/**
 * How late a timer of one millisecond fires, each time, while some work runs: how long an incoming
 * message or a click in a dashboard would wait. In milliseconds; the same as
 * `perf_hooks.monitorEventLoopDelay` measures, but as single samples.
 */
export async function loopDelays(work: () => Promise<unknown>): Promise<number[]> {
  const delays: number[] = []
  let last = performance.now()
  const timer = setInterval(() => {
    const at = performance.now()
    delays.push(at - last - intervalMs)
    last = at
  }, intervalMs)
  try {
    await work()
  } finally {
    clearInterval(timer)
  }
  return delays
}
