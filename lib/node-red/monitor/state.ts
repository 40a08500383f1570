import { now } from '../../clock'
import type { ModelPool, PooledModel } from '../../inference/scheduling/model-pool'
import { hundredths } from '../../timing/hundredths'
import { recentTimings } from '../../timing/recent-timings'
import type { Stage, Timing } from '../../timing/timeline'
import type { ViewSummary } from '../views/summary'
import type { Views } from '../views/views'

/** As many messages as fit in a sidebar. */
const mostMessages = 20

/** Names that flows choose, such as that of a node, are cut after this many characters. */
const longestName = 200

/** What the package does at a moment: for the sidebar, and for a program that watches Node-RED. */
export interface MonitorState {
  /** Counts up when a field changes its meaning. */
  readonly version: 1
  /** Epoch milliseconds. */
  readonly at: number
  readonly models: readonly PooledModel[]
  /** The last messages as far as they have come, the latest last. */
  readonly messages: readonly MonitoredMessage[]
  /** The last image of each node and key of view depth, the latest of each node last. */
  readonly views: readonly ViewSummary[]
}

/** Where the time of a message went. */
export interface MonitoredMessage {
  /** Shared by all messages that descend from one frame. */
  readonly frame: string
  /** Epoch milliseconds. */
  readonly started: number
  /** Milliseconds from `started` to the end of its last stage. */
  readonly total: number
  readonly stages: readonly MonitoredStage[]
}

export type MonitoredStage = Pick<
  Stage,
  'stage' | 'node' | 'name' | 'start' | 'ms' | 'cold' | 'shared' | 'model' | 'provider'
>

/** Ids, names and figures only: nothing here knows a path, and no credential has a place in it. */
export function monitorState(pool: ModelPool, views: Views): MonitorState {
  return {
    version: 1,
    at: now(),
    models: pool.models.map((model) => ({ ...model, fps: hundredths(model.fps) })),
    messages: recentTimings.last(mostMessages).map(messageOf),
    views: views.summaries(),
  }
}

function messageOf({ id, started, stages }: Timing): MonitoredMessage {
  return {
    frame: short(id),
    started,
    total: hundredths(stages.reduce((end, { start, ms }) => Math.max(end, start + ms), 0)),
    stages: stages.map(stageOf),
  }
}

/** Where a flow has written into `msg.timing`, nothing else of it gets out. */
function stageOf({ stage, node, name, start, ms, ...rest }: Stage): MonitoredStage {
  const { cold, shared, model, provider } = rest
  return {
    stage: short(stage) as Stage['stage'],
    node: short(node),
    name: short(name),
    start,
    ms,
    ...(cold === true && { cold }),
    ...(shared === true && { shared }),
    ...(model !== undefined && { model: short(model) }),
    ...(provider !== undefined && { provider: short(provider) }),
  }
}

function short(text: unknown): string {
  return String(text).slice(0, longestName)
}
