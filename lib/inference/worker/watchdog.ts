import { readSync } from 'node:fs'

/**
 * A thread of the model's process that blocks on a pipe from Node-RED. The pipe is never written
 * to; it ends when Node-RED does, however that came about, and then the process ends at once, also
 * in the middle of a native run in which its own JS thread notices nothing.
 */
const lifelineFd = 4

try {
  readSync(lifelineFd, Buffer.alloc(1))
} finally {
  process.kill(process.pid, 'SIGKILL')
}
