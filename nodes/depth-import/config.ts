import { depthKindNames, type DepthKind } from '../../lib/frames/depth-kinds'
import { invalidSetting } from '../../lib/errors'
import { number, oneOf, optional, text, type Settings } from '../../lib/node-red/checks'
import { currentVersion } from '../../lib/node-red/migrations'
import type { Defaults, VersionedConfig } from '../../lib/node-red/stored-config'
import { migrations } from './migrations'

/** What the dialog stores. */
export interface DepthImportConfig extends VersionedConfig {
  readonly property: string
  readonly outputProperty: string
  /** The property that has what export depth puts into `msg.depth`. */
  readonly headerProperty: string
  /** The property that has the image of the depth; empty: none has. */
  readonly imageProperty: string
  /** What the numbers mean where the message does not say it. */
  readonly kind: DepthKind
  readonly scale: number | string
  readonly offset: number | string
}

/** What the dialog of a fresh node stores. */
export const defaultConfig: Defaults<DepthImportConfig> = {
  configVersion: currentVersion(migrations),
  property: 'payload',
  outputProperty: 'payload',
  headerProperty: 'depth',
  imageProperty: '',
  kind: 'relative-inverse',
  scale: 1,
  offset: 0,
}

/** What each list of the dialog offers. */
export const choices = { kind: depthKindNames } as const

const largest = 1e9

function scale(value: unknown): number {
  const name = 'Scale'
  const result = number(name, -largest, largest)(value)
  if (result !== 0) return result
  throw invalidSetting(name, 'a number other than 0', value)
}

/** How each setting is read, by the names that the dialog has for them. */
export const checks = {
  property: text('Data'),
  outputProperty: text('Depth'),
  headerProperty: text('Description'),
  imageProperty: optional(text('Image')),
  kind: oneOf('Kind', choices.kind),
  scale,
  offset: number('Offset', -largest, largest),
}

/** The settings of a node, checked. */
export type ImportSettings = Settings<typeof checks>
