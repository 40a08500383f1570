const intervalMs = 1

/**
 * How late a timer of one millisecond comes, each time, while something is under way: what an
 * incoming message or a dashboard's click would wait. In milliseconds; what
 * `perf_hooks.monitorEventLoopDelay` counts, kept as single samples.
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
