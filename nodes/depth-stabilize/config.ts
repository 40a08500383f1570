import { text, type Settings } from '../../lib/node-red/checks'
import { currentVersion } from '../../lib/node-red/migrations'
import type { Defaults, VersionedConfig } from '../../lib/node-red/stored-config'
import { migrations } from './migrations'

/** What the dialog stores. */
export interface DepthStabilizeConfig extends VersionedConfig {
  readonly property: string
  readonly outputProperty: string
  /** The message property that frames are grouped by. */
  readonly key: string
}

/** What the dialog of a fresh node stores. */
export const defaultConfig: Defaults<DepthStabilizeConfig> = {
  configVersion: currentVersion(migrations),
  property: 'payload',
  outputProperty: 'payload',
  key: 'topic',
}

/** How each setting is read, by the names that the dialog has for them. */
export const checks = {
  property: text('Depth'),
  outputProperty: text('Steady depth'),
  key: text('Group by'),
}

/** The settings of a node, checked. */
export type StabilizeSettings = Settings<typeof checks>
