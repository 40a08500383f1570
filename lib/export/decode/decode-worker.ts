import { parentPort } from 'node:worker_threads'
import { lowerPriority } from '../../low-priority'
import { decodeJob, type DecodeRequest } from './decode-job'

// Elsewhere this would set the priority of Node-RED itself.
if (process.platform === 'linux') lowerPriority()

/** The thread that decodes depth values, see job-thread.ts: one answer per request, in order. */
parentPort?.on('message', (request: DecodeRequest) => {
  const answer = decodeJob(request)
  parentPort?.postMessage(answer, [answer.values.buffer])
})
