/**
 * The one clock of the package: epoch milliseconds with sub-millisecond steps. It is monotonic, so
 * it never jumps when the system's time is set.
 */
export function now(): number {
  return performance.timeOrigin + performance.now()
}
