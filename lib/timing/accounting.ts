import { hundredths } from './hundredths'
import type { Stage, StageName, Timing } from './timeline'

/** Where a message's time went, in milliseconds. */
export interface Account {
  /** Wall time from the first stage to the moment of accounting. */
  readonly total: number
  /** The part of it that no stage covers. */
  readonly unaccounted: number
  /**
   * What the message cost: `total` without the waiting in queues, but with the whole of a decode
   * that another message had done. A device serves one frame at a time, so the second branch of a
   * fan-out always waits for the first; leaving the wait out makes the two comparable.
   */
  readonly cost: number
  /** Milliseconds by stage, in order of first appearance; stages of one name are added up. */
  readonly stages: Readonly<Partial<Record<StageName, number>>>
  /** Whether a stage was the first of its kind, which says nothing about later ones. */
  readonly cold: boolean
}

/**
 * Adds up a timing. Where stages overlap (a decode runs while the frame waits), the time is counted
 * once.
 *
 * @param at the moment of accounting, epoch milliseconds from `now()`
 */
export function accountFor({ started, stages }: Timing, at: number): Account {
  const total = Math.max(0, at - started)
  const queued = stages.filter(({ stage }) => stage === 'queue')
  const outside = stages
    .filter(({ shared }) => shared === true)
    .reduce((sum, stage) => sum + stage.ms - covered([stage], total), 0)
  return {
    total: hundredths(total),
    unaccounted: hundredths(total - covered(stages, total)),
    cost: hundredths(total - covered(queued, total) + outside),
    stages: sums(stages),
    cold: stages.some(({ cold }) => cold === true),
  }
}

/** How much of 0..limit the stages cover together. */
function covered(stages: readonly Stage[], limit: number): number {
  let sum = 0
  let reached = 0
  for (const { start, ms } of [...stages].sort((a, b) => a.start - b.start)) {
    const end = Math.min(start + ms, limit)
    sum += Math.max(0, end - Math.max(start, reached))
    reached = Math.max(reached, end)
  }
  return sum
}

function sums(stages: readonly Stage[]): Partial<Record<StageName, number>> {
  const table: Partial<Record<StageName, number>> = {}
  for (const { stage, ms } of stages) table[stage] = hundredths((table[stage] ?? 0) + ms)
  return table
}
