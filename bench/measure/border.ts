import { ModelProcess } from '../../lib/inference/backends/onnxruntime-process/model-process'
import { nearZeroModel } from '../models'
import { median, quantile } from '../statistics'
import { target, type Extent, type Measurement } from '../target'

const sizes = [
  { width: 252, height: 252 },
  { width: 518, height: 518, id: 'border_518_ms', limit: 1 },
  { width: 924, height: 518, id: 'border_924_ms', limit: 1.5 },
] as const

/**
 * What the border between Node-RED and a model's process costs: pixels there and depth back, less
 * the time that the other process worked. The graph is the near-zero one.
 */
export async function border({ quick }: Extent): Promise<Measurement> {
  const { descriptor, file } = await nearZeroModel()
  const other = await ModelProcess.start(
    { type: 'load', file, candidates: ['cpu'], rejectedProviders: [], deviceId: 0, threads: 0 },
    60_000,
  )
  try {
    const measured = []
    for (const size of sizes) {
      const pixels = { ...size, data: new Uint8Array(size.width * size.height * 3) }
      const samples: number[] = []
      for (let run = -20; run < (quick ? 20 : 200); run++) {
        const { transferMs } = await other.run(pixels, descriptor, 60_000)
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
          title: 'Process border, milliseconds a round trip',
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
    other.kill()
  }
}
