import { constants, setPriority } from 'node:os'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { BareSessionOptions } from './bare-session'

/**
 * The process of bare-session.ts: sends the milliseconds that creating the session took, then, for
 * each number of runs that it receives, the milliseconds that these took.
 */
async function main({ file, width, height, session }: BareSessionOptions): Promise<void> {
  // The priority of this package's model processes, so that other load affects both equally.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  const began = performance.now()
  const model = await InferenceSession.create(file, { executionProviders: ['cpu'], ...session })
  const createMs = performance.now() - began
  const values = Float32Array.from({ length: 3 * width * height }, (_, at) => Math.sin(at))
  const feeds = { pixel_values: new Tensor('float32', values, [1, 3, height, width]) }
  process.on('message', (count: number) => {
    void (async () => {
      const started = performance.now()
      for (let run = 0; run < count; run++) await model.run(feeds)
      process.send?.(performance.now() - started)
    })()
  })
  process.send?.(createMs)
}

void main(JSON.parse(process.argv[2] ?? '') as BareSessionOptions)
