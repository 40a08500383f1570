import type { NodeDef } from 'node-red'
import type { VersionedConfig } from '../../lib/node-red/stored-config'

/** What the dialog stores. */
export interface DepthTimingConfig extends VersionedConfig {
  /** What messages are told apart by: the model, or a message property. */
  readonly keyType: 'model' | 'msg'
  /** The property, such as `topic`. */
  readonly key: string
  /** How many messages of each key the figures rest on. */
  readonly window: number | string
  /** Seconds between summaries; 0: on request only. */
  readonly interval: number | string
}

/** What the dialog of a fresh node stores. */
export const defaultConfig: Omit<DepthTimingConfig, keyof NodeDef> = {
  configVersion: 1,
  keyType: 'model',
  key: 'topic',
  window: 500,
  interval: 10,
}
