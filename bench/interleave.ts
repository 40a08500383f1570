export interface Samples {
  readonly a: readonly number[]
  readonly b: readonly number[]
}

/**
 * Measures two things in blocks of A B B A, after one block that does not count, so that whatever
 * drifts on the machine meets both alike. Each sample is the mean of the two of its block: `a[i]`
 * and `b[i]` belong together.
 */
export async function interleave(
  blocks: number,
  measureA: () => Promise<number>,
  measureB: () => Promise<number>,
): Promise<Samples> {
  const a: number[] = []
  const b: number[] = []
  for (let block = -1; block < blocks; block++) {
    const firstA = await measureA()
    const firstB = await measureB()
    const lastB = await measureB()
    const lastA = await measureA()
    if (block < 0) continue
    a.push((firstA + lastA) / 2)
    b.push((firstB + lastB) / 2)
  }
  return { a, b }
}

/** Milliseconds that something takes. */
export async function timed(work: () => unknown): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
