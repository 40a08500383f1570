import { parentPort } from 'node:worker_threads'
import { lowerPriority } from '../low-priority'
import { encodeJob, type EncodeRequest } from './encode-job'

// Elsewhere this would set the priority of Node-RED itself.
if (process.platform === 'linux') lowerPriority()

/** The thread that encodes depth values, see job-thread.ts: one answer per request, in order. */
parentPort?.on('message', (request: EncodeRequest) => {
  const answer = encodeJob(request)
  parentPort?.postMessage(answer, [answer.bytes.buffer])
})
