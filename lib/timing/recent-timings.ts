import type { Stage, Timing } from './timeline'

/** As many timings as are kept: those of about fifty messages that go through five nodes each. */
const keptTimings = 256

/** A message that goes round in a flow gathers stages without end; its timing is not kept. */
const mostStages = 64

/**
 * The last timings that nodes made, of all messages of this process, for whoever watches. They are
 * referred to, never copied: a node that adds one pays for writing one reference.
 */
export class RecentTimings {
  readonly #ring: Timing[] = []
  #added = 0

  add(timing: Timing): void {
    if (timing.stages.length > mostStages) return
    this.#ring[this.#added % keptTimings] = timing
    this.#added++
  }

  /**
   * The last messages as far as they have come, the latest last: of the timings that a message had on
   * its way, the longest. The branches of a fan-out are messages of their own.
   *
   * @param count how many at most
   */
  last(count: number): readonly Timing[] {
    const start = this.#added % keptTimings
    const inOrder = [...this.#ring.slice(start), ...this.#ring.slice(0, start)]
    const byFrame = new Map<string, Timing[]>()
    for (const timing of inOrder) {
      const older = byFrame.get(timing.id) ?? []
      byFrame.set(timing.id, [...older.filter((one) => !continues(timing, one)), timing])
    }
    const whole = new Set([...byFrame.values()].flat())
    return inOrder.filter((timing) => whole.has(timing)).slice(-count)
  }
}

/** Whether `later` is `earlier` with more stages. */
function continues(later: Timing, earlier: Timing): boolean {
  return (
    later.started === earlier.started &&
    earlier.stages.every((stage, at) => isSame(stage, later.stages[at]))
  )
}

/** Node-RED copies messages for all wires but the first, so that stages are not the same objects. */
function isSame(one: Stage, other: Stage | undefined): boolean {
  return (
    one === other ||
    (one.stage === other?.stage &&
      one.node === other.node &&
      one.start === other.start &&
      one.ms === other.ms)
  )
}

/** Those of this process. */
export const recentTimings = new RecentTimings()
