import { parentPort } from 'node:worker_threads'
import { lowerPriority } from '../../low-priority'
import { Measurer } from './measure'
import type { MeasureAnswer, MeasureRequest } from './measure-thread'

// Elsewhere this would set the priority of Node-RED itself.
if (process.platform === 'linux') lowerPriority()

const measurer = new Measurer()

/** The thread that measures regions, see measure-thread.ts: one answer per job, in order. */
parentPort?.on('message', ({ values, job }: MeasureRequest) => {
  const measured = measurer.measure({ ...job, data: new Float32Array(values) })
  const answer: MeasureAnswer = { values, measured }
  parentPort?.postMessage(answer, [values])
})
