import { createInterface } from 'node:readline'

/**
 * Reads `+PID` and `-PID` from Node-RED, a line each. When the pipe closes, Node-RED has ended, for
 * whatever reason, and the processes that are still on the list are ended.
 */
const guarded = new Set<number>()

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const pid = Number(line.slice(1))
    if (line.startsWith('+')) guarded.add(pid)
    else guarded.delete(pid)
  })
  .on('close', () => {
    for (const pid of guarded) end(pid)
  })

/** A signal to the terminal's group reaches this process too; Node-RED decides when it is over. */
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}
