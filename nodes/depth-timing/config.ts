import { invalidSetting } from '../../lib/errors'
import { number, oneOf, text, wholeNumber, when, type Settings } from '../../lib/node-red/checks'
import { currentVersion } from '../../lib/node-red/migrations'
import type { Defaults, VersionedConfig } from '../../lib/node-red/stored-config'
import { migrations } from './migrations'

const keyTypes = ['model', 'msg'] as const

/** What the dialog stores. */
export interface DepthTimingConfig extends VersionedConfig {
  /** What messages are grouped by: the model, or a message property. */
  readonly keyType: (typeof keyTypes)[number]
  /** The property, such as `topic`. */
  readonly key: string
  /** How many messages of each group the figures are taken from. */
  readonly window: number | string
  /** Seconds between summaries; 0: on request only. */
  readonly interval: number | string
}

/** What the dialog of a fresh node stores. */
export const defaultConfig: Defaults<DepthTimingConfig> = {
  configVersion: currentVersion(migrations),
  keyType: 'model',
  key: 'topic',
  window: 500,
  interval: 10,
}

/** Figures are sorted on the JS thread. */
const largestWindow = 1000
const shortestIntervalS = 0.1
const longestIntervalS = 86_400

function interval(value: unknown): number {
  const seconds = number('Summary every', 0, longestIntervalS)(value)
  if (seconds === 0 || seconds >= shortestIntervalS) return seconds
  throw invalidSetting('Summary every', `0, or ${shortestIntervalS} seconds or more,`, value)
}

/** How each setting is read, by the names that the dialog has for them. */
export const checks = {
  keyType: oneOf('Group by', keyTypes),
  key: when(({ keyType }: DepthTimingConfig) => keyType === 'msg', text('Group by')),
  window: wholeNumber('Window', 1, largestWindow),
  interval,
}

/** The settings of a node, checked. */
export type TimingSettings = Settings<typeof checks>
