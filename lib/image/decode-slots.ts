/** libuv starts this many threads, for file reads, DNS and everything that sharp does. */
const threads = Number.parseInt(process.env['UV_THREADPOOL_SIZE'] ?? '4', 10) || 1

/** How many decodes may run at once: two threads stay free for the rest of Node-RED. */
export const maxDecodes = Math.max(threads - 2, 1)

let running = 0
const waiting: (() => void)[] = []

/** Does work on an image from outside, which may hold its thread for seconds, when its turn comes. */
export async function inDecodeSlot<T>(work: () => Promise<T>): Promise<T> {
  if (running < maxDecodes) running++
  else await new Promise<void>((resolve) => waiting.push(resolve))
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    // A slot that somebody waits for is handed over, so that nobody else takes it in between.
    if (next === undefined) running--
    else next()
  }
}
