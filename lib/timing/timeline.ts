import { randomUUID } from 'node:crypto'

/** Stage names, in the order in which a frame goes through them. */
export const stageNames = [
  'read',
  'decode',
  'resize',
  'queue',
  'transfer',
  'normalize',
  'inference',
  'range',
  'upsample',
  'color',
  'encode',
  'write',
] as const

export type StageName = (typeof stageNames)[number]

/** One stage of a message's way, as it stands in `msg.timing.stages`. */
export interface Stage {
  readonly stage: StageName
  /** Id and name (or type) of the node that reports it. */
  readonly node: string
  readonly name: string
  /** Milliseconds after `timing.started`. */
  readonly start: number
  readonly ms: number
  /** First run of an input shape or of a session: kept out of statistics. */
  readonly cold?: boolean
  /** The work was done for another message and found here. */
  readonly shared?: boolean
  /** Stages that could not be taken apart from this one. */
  readonly includes?: readonly StageName[]
  readonly model?: string
  readonly provider?: string
}

/** `msg.timing`: what happened to a message, in order. Replaced as a whole, never pushed into. */
export interface Timing {
  /** Shared by all messages that descend from one frame. */
  readonly id: string
  /** Epoch milliseconds at which the first stage began. */
  readonly started: number
  readonly stages: readonly Stage[]
  /** Wall time from `started` to the timing node, and what of it no stage covers; set there. */
  readonly total?: number
  readonly unaccounted?: number
  /** Milliseconds by stage, stages of one name added up; set there too. */
  readonly table?: Readonly<Partial<Record<StageName, number>>>
}

/** A stage as a node measures it: with its own begin on the clock of `now()`. */
export interface Measured extends Omit<Stage, 'start' | 'node' | 'name'> {
  /** Epoch milliseconds, from `now()`. */
  readonly at: number
}

/** The one clock of the package: epoch milliseconds with sub-millisecond steps, monotonic. */
export function now(): number {
  return performance.timeOrigin + performance.now()
}

/** Whether `value` can be used as a Timing; a malformed or foreign `msg.timing` cannot. */
export function isTiming(value: unknown): value is Timing {
  if (typeof value !== 'object' || value === null) return false
  const { id, started, stages } = value as Partial<Record<keyof Timing, unknown>>
  return (
    typeof id === 'string' &&
    Number.isFinite(started) &&
    Array.isArray(stages) &&
    stages.every(isStage)
  )
}

function isStage(value: unknown): value is Stage {
  if (typeof value !== 'object' || value === null) return false
  const { stage, start, ms } = value as Partial<Record<keyof Stage, unknown>>
  return typeof stage === 'string' && Number.isFinite(start) && Number.isFinite(ms)
}

/**
 * A new Timing: the one a message had (a fresh one under `id` when it had none that can be used)
 * and the stages that a node measured, in order.
 */
export function withStages(
  previous: unknown,
  node: { readonly id: string; readonly name: string },
  measured: readonly Measured[],
  id: string = randomUUID(),
): Timing {
  const timing: Timing = isTiming(previous)
    ? previous
    : { id, started: measured[0]?.at ?? now(), stages: [] }
  const added = measured.map(({ at, ...stage }) => ({
    ...stage,
    node: node.id,
    name: node.name,
    start: at - timing.started,
  }))
  return { id: timing.id, started: timing.started, stages: [...timing.stages, ...added] }
}
