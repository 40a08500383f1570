import { parentPort } from 'node:worker_threads'
import { lowerPriority } from '../low-priority'
import { memoryOf } from './memory'
import { stabilize } from './stabilize'
import type { StabilizeAnswer } from './stabilize-thread'
import type { StabilizeJob } from './stream'

// Elsewhere this would set the priority of Node-RED itself.
if (process.platform === 'linux') lowerPriority()

/** The thread that stabilizes depth, see stabilize-thread.ts: one answer per job, in order. */
parentPort?.on('message', (job: StabilizeJob) => {
  const answer: StabilizeAnswer = { ...stabilize(job), data: job.data }
  parentPort?.postMessage(answer, memoryOf(answer))
})
