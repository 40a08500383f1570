const firstPauseMs = 1000
const longestPauseMs = 30_000

/**
 * How long an address is left out after so many failures in a row: not at all after the first one,
 * then a second, doubled with each more.
 */
export function pauseAfter(failures: number): number {
  if (failures < 2) return 0
  return Math.min(firstPauseMs * 2 ** (failures - 2), longestPauseMs)
}
