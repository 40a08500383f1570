import { oneOf, text, wholeNumber, type Settings } from '../../lib/node-red/checks'
import { currentVersion } from '../../lib/node-red/migrations'
import type { Defaults, VersionedConfig } from '../../lib/node-red/stored-config'
import { colorMapNames, type ColorMapName } from '../../lib/render/color-maps'
import { migrations } from './migrations'

const shows = ['both', 'depth', 'image'] as const

/** What the dialog stores. */
export interface DepthViewConfig extends VersionedConfig {
  /** What of a depth map stands under the node. An image that has no depth is always shown. */
  readonly show: (typeof shows)[number]
  readonly colorMap: ColorMapName
  /** Width of each image under the node, in pixels of the canvas. */
  readonly width: number | string
  readonly property: string
  /** The message property that frames are grouped by. */
  readonly key: string
}

/** What the dialog of a fresh node stores. */
export const defaultConfig: Defaults<DepthViewConfig> = {
  configVersion: currentVersion(migrations),
  show: 'both',
  colorMap: 'inferno',
  width: 200,
  property: 'payload',
  key: 'topic',
}

/** What each list of the dialog offers. */
export const choices = { show: shows, colorMap: colorMapNames } as const

/** How each setting is read, by the names that the dialog has for them. */
export const checks = {
  show: oneOf('Show', choices.show),
  colorMap: oneOf('Colors', choices.colorMap),
  width: wholeNumber('Width', 50, 1000),
  property: text('Image or depth'),
  key: text('Group by'),
}

/** The settings of a node, checked. */
export type ViewSettings = Settings<typeof checks>
