import { configWholeNumber, oneOf } from '../../lib/node-red/config-value'
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

/** The smallest and the largest width under the node. */
export const widths = { min: 50, max: 1000 } as const

/** What each list of the dialog offers. */
export const choices = { show: shows, colorMap: colorMapNames } as const

/**
 * Checks what the editor uses.
 *
 * @throws DepthError CONFIG_INVALID, naming the setting
 */
export function checkView({ show, colorMap, width }: DepthViewConfig): void {
  oneOf('Show', show, choices.show)
  oneOf('Colors', colorMap, choices.colorMap)
  configWholeNumber('Width', width, widths.min, widths.max)
}
