import type { NodeDef } from 'node-red'

/** What the dialog stores. */
export interface DepthTimingConfig extends NodeDef {
  readonly configVersion: number
  /** What messages are told apart by: the model, or a message property. */
  readonly keyType: 'model' | 'msg'
  /** The property, such as `topic`. */
  readonly key: string
  /** How many messages of each key the figures rest on. */
  readonly window: number | string
  /** Seconds between summaries; 0: on request only. */
  readonly interval: number | string
}
