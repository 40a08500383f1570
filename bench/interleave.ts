import { setTimeout as sleep } from 'node:timers/promises'

/**
 * The pause before each measurement, in milliseconds, so that the after-effects of the previous one
 * (spinning threads, garbage collection) are not counted in this one.
 */
const restMs = 50

export interface Samples {
  readonly a: readonly number[]
  readonly b: readonly number[]
}

/**
 * Measures two things in blocks of A B B A, after one block that does not count, so that drift of the
 * machine affects both equally. Each sample is the mean of the two in its block: `a[i]` and `b[i]`
 * belong together.
 */
export async function interleave(
  blocks: number,
  measureA: () => Promise<number>,
  measureB: () => Promise<number>,
): Promise<Samples> {
  const a: number[] = []
  const b: number[] = []
  for (let block = -1; block < blocks; block++) {
    const firstA = await rested(measureA)
    const firstB = await rested(measureB)
    const lastB = await rested(measureB)
    const lastA = await rested(measureA)
    if (block < 0) continue
    a.push((firstA + lastA) / 2)
    b.push((firstB + lastB) / 2)
  }
  return { a, b }
}

async function rested(measure: () => Promise<number>): Promise<number> {
  await sleep(restMs)
  return measure()
}

/** How long some work takes, in milliseconds. */
export async function timed(work: () => unknown): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
