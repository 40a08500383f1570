import { backends } from '../../lib/inference/backends'
import { nearZeroModel } from '../models'
import { median, quantile } from '../statistics'
import { target, type Measurement, type RunSize } from '../target'

const sizes = [
  { width: 252, height: 252 },
  { width: 518, height: 518, id: 'border_518_ms', limit: 1 },
  { width: 924, height: 518, id: 'border_924_ms', limit: 1.5 },
] as const

/**
 * The cost of the communication between Node-RED and a model's process: pixels there and depth back,
 * without the time that the other process works. The graph is the near-zero one.
 */
export async function ipc({ quick }: RunSize): Promise<Measurement> {
  const spec = { device: 'cpu', deviceId: 0, fallback: false, threads: 0 } as const
  const located = await nearZeroModel()
  const backend = await backends['onnxruntime-process'](
    { ...spec, ...located },
    new AbortController().signal,
  )
  try {
    const measured = []
    for (const size of sizes) {
      const pixels = { ...size, data: new Uint8Array(size.width * size.height * 3) }
      const samples: number[] = []
      for (let run = -20; run < (quick ? 20 : 200); run++) {
        const { transferMs } = await backend.run(pixels, 60_000)
        if (run >= 0) samples.push(transferMs)
      }
      measured.push({ ...size, samples })
    }
    return {
      targets: measured.flatMap((row) =>
        'id' in row ? [target(row.id, 'median', { a: row.samples }, '<=', row.limit)] : [],
      ),
      tables: [
        {
          title: 'Communication with the model process, milliseconds per round trip',
          columns: ['input', 'median', '5 %', '95 %'],
          rows: measured.map(({ width, height, samples }) => [
            `${width}x${height}`,
            median(samples),
            quantile(samples, 0.05),
            quantile(samples, 0.95),
          ]),
        },
      ],
    }
  } finally {
    backend.close()
  }
}
