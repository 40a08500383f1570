import { setTimeout as delay } from 'node:timers/promises'

/** Waits; an abort of the signal ends it early. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0) {
    // Still a turn of the event loop, so that an endless loop can be aborted.
    await new Promise(setImmediate)
    return
  }
  await delay(ms, undefined, { signal }).catch(() => undefined)
}
