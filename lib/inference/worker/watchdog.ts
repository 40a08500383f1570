import { readSync } from 'node:fs'

/**
 * A thread of the model's process that blocks on a pipe from Node-RED. Nothing is ever written to
 * the pipe; it closes when Node-RED ends, for whatever reason, and then this process ends at once,
 * even in the middle of a native run, during which its main thread notices nothing.
 */
const lifelineFd = 4

try {
  readSync(lifelineFd, Buffer.alloc(1))
} finally {
  process.kill(process.pid, 'SIGKILL')
}
