import { flag, isOn, number, text, when, type Settings } from '../../lib/node-red/checks'
import { currentVersion } from '../../lib/node-red/migrations'
import type { Defaults, VersionedConfig } from '../../lib/node-red/stored-config'
import { migrations } from './migrations'
import { readReferences, type StoredReference } from './references-setting'

/** What the dialog stores. */
export interface DepthCalibrateConfig extends VersionedConfig {
  readonly property: string
  /** The message property that frames are grouped by. */
  readonly key: string
  /** Of all keys. */
  readonly references: readonly StoredReference[]
  /** Whether the references are fitted to every frame. */
  readonly live: boolean
  /** Seconds for which the last fit is used while too few live references are undisturbed. */
  readonly hold: number | string
}

/** What the dialog of a fresh node stores. */
export const defaultConfig: Defaults<DepthCalibrateConfig> = {
  configVersion: currentVersion(migrations),
  property: 'payload',
  key: 'topic',
  references: [],
  live: false,
  hold: 10,
}

const longestHold = 3600
const isLive = ({ live }: Pick<DepthCalibrateConfig, 'live'>) => isOn(live)

/** How each setting is read, by the names that the dialog has for them. */
export const checks = {
  property: text('Depth'),
  key: text('Group by'),
  references: readReferences,
  live: flag('Live references'),
  hold: when(isLive, number('Hold the last fit', 0, longestHold)),
}

/** The settings of a node, checked. */
export type CalibrateSettings = Settings<typeof checks>
