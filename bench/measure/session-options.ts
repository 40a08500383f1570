import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { interleave } from '../interleave'
import { cache, publishedModel } from '../models'
import { withBareSession, type BareSessionOptions } from '../peers/bare-session'
import { median, statistics } from '../statistics'
import type { RunSize, Measurement } from '../target'

const input = { width: 518, height: 518 }

/** Options of `InferenceSession.create`, each measured against the defaults. */
const variants: Readonly<Record<string, object>> = {
  'one thread': { intraOpNumThreads: 1 },
  'threads that wait instead of spinning': {
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  },
  'parallel branches': { executionMode: 'parallel' },
  'no memory pattern': { enableMemPattern: false },
  'no memory arena': { enableCpuMemArena: false },
  'denormals as zero': { extra: { session: { set_denormal_as_zero: '1' } } },
  'basic optimization only': { graphOptimizationLevel: 'basic' },
}

/** What onnxruntime's session options change for the Small graph, and how long it takes to load. */
export async function sessionOptions({ quick }: RunSize): Promise<Measurement> {
  const { file, descriptor } = await publishedModel(quick ? 'tiny' : 'small', 'v2')
  const rows: (string | number)[][] = []
  await withBareSession({ file, ...input }, async (plain) => {
    for (const [name, session] of Object.entries(variants)) {
      await withBareSession({ file, ...input, session: { ...session } }, async (varied) => {
        const samples = await interleave(
          quick ? 1 : 5,
          () => varied(1),
          () => plain(1),
        )
        const ratio = statistics.ratio_of_medians(samples.a, samples.b)
        rows.push([name, median(samples.a), median(samples.b), ratio])
      })
    }
  })
  return {
    targets: [],
    tables: [
      {
        title: `Session options, ${descriptor.id} at 518x518, milliseconds a run`,
        columns: ['option', 'with it', 'without', 'ratio'],
        rows,
      },
      await startUp(file, descriptor.id, quick),
    ],
  }
}

/** The graph as it is, against the same graph as optimized and stored by onnxruntime. */
async function startUp(file: string, id: string, quick: boolean) {
  const optimized = join(cache, `${id}-optimized.onnx`)
  await rm(optimized, { force: true })
  const storing = { file, ...input, session: { optimizedModelFilePath: optimized } }
  const cached = { file: optimized, ...input, session: { graphOptimizationLevel: 'disabled' } }
  const graphs: Readonly<Record<string, BareSessionOptions>> = {
    'the graph as published': { file, ...input },
    'optimized and stored before': cached,
  }
  await withBareSession(storing, () => Promise.resolve())
  const rows = []
  for (const [name, options] of Object.entries(graphs)) {
    const create: number[] = []
    const first: number[] = []
    const second: number[] = []
    for (let start = 0; start < (quick ? 1 : 5); start++) {
      await withBareSession(options, async (loop, createMs) => {
        create.push(createMs)
        first.push(await loop(1))
        second.push(await loop(1))
      })
    }
    rows.push([name, median(create), median(first), median(second)])
  }
  return {
    title: `Start of a process, ${id} at 518x518, milliseconds`,
    columns: ['file', 'making the session', 'first run', 'second run'],
    rows,
  }
}
