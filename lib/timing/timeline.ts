import { randomUUID } from 'node:crypto'
import { attempt } from '../attempt'
import { now } from '../clock'
import { hundredths } from './hundredths'

/** Stage names, in the order in which a frame goes through them. */
export const stageNames = [
  'read',
  'decode',
  'resize',
  'compare',
  'queue',
  'transfer',
  'remote',
  'normalize',
  'inference',
  'range',
  'stabilize',
  'calibrate',
  'measure',
  'upsample',
  'color',
  'encode',
  'write',
] as const

export type StageName = (typeof stageNames)[number]

/** One stage that a message went through, as listed in `msg.timing.stages`. */
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
  /** Of `compare`: the image had not changed, and earlier depth was sent again. */
  readonly reused?: boolean
  /** Stages whose time cannot be separated from this one's. */
  readonly includes?: readonly StageName[]
  readonly model?: string
  readonly provider?: string
  /** Of `remote`: milliseconds of each stage on the other machine, whose clock is not ours. */
  readonly durations?: Readonly<Partial<Record<StageName, number>>>
}

/** `msg.timing`: what happened to a message, in order. Replaced as a whole, never pushed into. */
export interface Timing {
  /** Shared by all messages that descend from one frame. */
  readonly id: string
  /** Epoch milliseconds at which the first stage began. */
  readonly started: number
  readonly stages: readonly Stage[]
  /** Wall time from `started` to the timing node, and the part that no stage covers; set there. */
  readonly total?: number
  readonly unaccounted?: number
  /** Milliseconds per stage name, summed; set by the timing node too. */
  readonly table?: Readonly<Partial<Record<StageName, number>>>
}

/** A stage as a node measures it: with its start on the clock of `now()`. */
export interface Measured extends Omit<Stage, 'start' | 'node' | 'name'> {
  /** Epoch milliseconds, from `now()`. */
  readonly at: number
}

/** Whether `value` is a Timing, and not a malformed or foreign `msg.timing`. */
export function isTiming(value: unknown): value is Timing {
  return typeof value === 'object' && value !== null && attempt(() => hasStages(value), false)
}

function hasStages(value: object): boolean {
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
 * A new Timing: the previous one, or a fresh one under `id`, and the stages that a node measured,
 * in order.
 */
export function withStages(
  previous: Timing | undefined,
  node: { readonly id: string; readonly name: string },
  measured: readonly Measured[],
  id: string = randomUUID(),
): Timing {
  const timing = previous ?? { id, started: measured[0]?.at ?? now(), stages: [] }
  const added = measured.map(({ at, ...stage }) => ({
    ...stage,
    node: node.id,
    name: node.name,
    start: hundredths(at - timing.started),
    ms: hundredths(stage.ms),
  }))
  return { id: timing.id, started: timing.started, stages: [...timing.stages, ...added] }
}
