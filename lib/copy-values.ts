import { setImmediate as nextTurn } from 'node:timers/promises'

const valuesAtOnce = 1 << 20

/** Copies values without blocking Node-RED. */
export async function copyValues<T extends Float32Array | Uint8Array>(
  data: T,
  copy: T,
): Promise<void> {
  for (let from = 0; from < data.length; from += valuesAtOnce) {
    if (from > 0) await nextTurn()
    copy.set(data.subarray(from, from + valuesAtOnce), from)
  }
}
