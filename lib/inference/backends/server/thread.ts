import { parentPort, workerData } from 'node:worker_threads'
import { toDepthError } from '../../../errors'
import type { AnswerMessage, RunMessage, ThreadData } from './messages'
import { ServerPool } from './server-pool'

/**
 * The thread that is the client of inference servers: it normalizes, encodes, sends and reads, which
 * would take Node-RED's thread milliseconds for each frame. It has nothing to clean up.
 */
const { settings, descriptor } = workerData as ThreadData
const pool = new ServerPool(settings, descriptor)

parentPort?.on('message', (run: RunMessage) => void answer(run))

async function answer({ number, ...run }: RunMessage): Promise<void> {
  const arrived = performance.now()
  try {
    const result = await pool.run(run)
    const totalMs = performance.now() - arrived
    send({ number, result, totalMs }, [result.data.buffer as ArrayBuffer])
  } catch (thrown) {
    const { code, message } = toDepthError(thrown, 'INFERENCE_FAILED')
    send({ number, error: { code, message } })
  }
}

function send(message: AnswerMessage, transfer: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer)
}
