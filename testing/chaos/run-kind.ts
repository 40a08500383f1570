import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { isAlive, untilGone } from '../process/processes'
import { Arena } from './arena'
import type { Fate } from './books'
import { kinds } from './kinds'
import { Random } from './random'

/** What a kind of chaos did to Node-RED. */
export interface Report {
  readonly counts: Readonly<Record<Fate | 'in', number>>
  readonly codes: Readonly<Record<string, number>>
  /** What Node-RED holds at the end more than after the first messages, after garbage collection. */
  readonly growthMB: number
  readonly faults: readonly string[]
}

const growthLimitMB = 30
const orphanLimitMs = 20_000

/** Runs a kind of chaos for some seconds in this process. The same seed sends the same messages. */
export async function runKind(name: string, seed: number, seconds: number): Promise<Report> {
  const kind = kinds[name]
  if (kind === undefined) throw new Error(`there is no kind of chaos "${name}"`)
  const random = new Random(seed)
  const arena = await Arena.open(kind.flow)
  const { books } = arena
  const models = new Set<number>()
  const begin = performance.now()
  const over = (share: number) => () => {
    for (const pid of arena.models) models.add(pid)
    return performance.now() - begin > 1000 * seconds * share
  }
  // Caches and threads that every run needs come with the first messages.
  await kind.run(arena, random, over(0.3))
  await arena.settle()
  const heldFirst = heldMB()
  await kind.run(arena, random, over(1))
  await arena.settle()
  const growthMB = heldMB() - heldFirst
  if (growthMB > growthLimitMB) books.fault(`Node-RED holds ${growthMB.toFixed(0)} MB more`)
  await arena.nodeRed.stop()
  for (const pid of models) await untilGone(pid, orphanLimitMs).catch(() => undefined)
  const orphans = [...models].filter(isAlive)
  if (orphans.length > 0) books.fault(`${orphans.length} processes of models are left`)
  checkBooks(books.counts, kind.fates, (text) => books.fault(text))
  return {
    counts: books.counts,
    codes: Object.fromEntries(books.codes),
    growthMB,
    faults: books.faults,
  }
}

function checkBooks(
  counts: Report['counts'],
  allowed: readonly Fate[],
  fault: (text: string) => void,
): void {
  const { in: came, ...ends } = counts
  const ended = Object.values(ends).reduce((sum, count) => sum + count, 0)
  if (came !== ended) fault(`${came} messages came in, and ${ended} have a fate`)
  for (const [fate, count] of Object.entries(ends)) {
    if (count > 0 && !allowed.includes(fate as Fate)) fault(`${count} messages were ${fate}`)
  }
  if (counts.sent === 0) fault('no image came through')
}

function heldMB(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 1e6
}
