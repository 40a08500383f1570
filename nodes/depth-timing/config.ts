import { invalidSetting } from '../../lib/errors'
import { configNumber, configWholeNumber, oneOf } from '../../lib/node-red/config-value'
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

/** The settings of the statistics, checked. */
export interface TimingSettings {
  readonly keyType: DepthTimingConfig['keyType']
  readonly key: string
  readonly window: number
  /** 0: on request only. */
  readonly intervalMs: number
}

/** @throws DepthError CONFIG_INVALID, naming the setting */
export function timingSettings(config: DepthTimingConfig): TimingSettings {
  const interval = configNumber('Summary', config.interval, 0, longestIntervalS)
  if (interval > 0 && interval < shortestIntervalS) {
    throw invalidSetting('Summary', `0, or ${shortestIntervalS} seconds or more,`, config.interval)
  }
  return {
    keyType: oneOf('Group by', config.keyType, keyTypes),
    key: config.key,
    window: configWholeNumber('Window', config.window, 1, largestWindow),
    intervalMs: 1000 * interval,
  }
}
