import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Looks again and again until `find` gives something.
 *
 * @throws Error when the limit is over
 */
export async function until<T>(
  find: () => T | undefined | Promise<T | undefined>,
  limitMs = 15_000,
): Promise<T> {
  const deadline = performance.now() + limitMs
  for (;;) {
    const found = await find()
    if (found !== undefined) return found
    if (performance.now() > deadline) throw new Error(`nothing was found within ${limitMs} ms`)
    await sleep(20)
  }
}
