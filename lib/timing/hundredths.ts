/** A number as timings report it: clocks are no more exact than a hundredth of a millisecond. */
export function hundredths(value: number): number {
  return Math.round(value * 100) / 100
}
