import { colorMapNames, isColorMapName, type ColorMapName } from '../../lib/render/color-maps'
import { compositionNames, type CompositionName } from '../../lib/render/compositions'
import {
  formatNames,
  outputKinds,
  type FormatName,
  type OutputKind,
} from '../../lib/render/format-names'
import type { SizeChoice } from '../../lib/render/image-size'
import type { RangeChoice } from '../../lib/depth/range'
import type { DepthRange } from '../../lib/frames/depth-frame'
import type { RenderOptions } from '../../lib/render/render'
import { DepthError, invalidSetting } from '../../lib/errors'
import { configNumber, configWholeNumber, oneOf, rowOf } from '../../lib/node-red/config-value'
import { currentVersion } from '../../lib/node-red/migrations'
import type { Defaults, VersionedConfig } from '../../lib/node-red/stored-config'
import { migrations } from './migrations'

/** What the dialog stores. */
export interface DepthRenderConfig extends VersionedConfig {
  readonly composition: CompositionName
  /** Percent. */
  readonly opacity: number | string
  /** A name, or `msg`: `msg.colorMap` holds it. */
  readonly colorMap: string
  readonly farIsBright: boolean
  readonly fade: boolean
  readonly range: RangeChoice['mode']
  /** Percentiles. */
  readonly low: number | string
  readonly high: number | string
  /** Depth values, or meters. */
  readonly min: number | string
  readonly max: number | string
  readonly contours: boolean
  readonly legend: boolean
  readonly size: SizeChoice['mode']
  readonly width: number | string
  readonly output: OutputKind
  readonly format: FormatName
  readonly quality: number | string
  readonly dataUriWidth: number | string
  readonly property: string
  readonly outputProperty: string
}

/** What the dialog of a fresh node stores. */
export const defaultConfig: Defaults<DepthRenderConfig> = {
  configVersion: currentVersion(migrations),
  composition: 'depth',
  opacity: 60,
  colorMap: 'inferno',
  farIsBright: false,
  fade: false,
  range: 'frame',
  low: 2,
  high: 98,
  min: '',
  max: '',
  contours: false,
  legend: false,
  size: 'source',
  width: 640,
  output: 'buffer',
  format: 'png',
  quality: 85,
  dataUriWidth: 640,
  property: 'payload',
  outputProperty: 'payload',
}

const largestWidth = 16_384
const largestDepth = 1e9

/**
 * How images are drawn, checked.
 *
 * @throws DepthError CONFIG_INVALID, naming the setting
 */
export function renderSettings(config: DepthRenderConfig): Omit<RenderOptions, 'colorMap'> {
  oneOf('Colors', config.colorMap, choices.colorMap)
  return {
    composition: oneOf('Show', config.composition, choices.composition),
    opacity: configNumber('Opacity', config.opacity, 0, 100) / 100,
    farIsBright: config.farIsBright,
    fade: config.fade,
    range: rowOf('Range', config.range, rangeChoices)(config),
    contours: config.contours,
    legend: config.legend,
    size: rowOf('Size', config.size, sizeChoices)(config),
    output: oneOf('Output', config.output, choices.output),
    format: oneOf('Format', config.format, choices.format),
    quality: configWholeNumber('Quality', config.quality, 1, 100),
    dataUriWidth: configWholeNumber('Maximum width', config.dataUriWidth, 1, largestWidth),
  }
}

/**
 * The color map for one message.
 *
 * @param named what `msg.colorMap` holds
 * @throws DepthError INPUT_MISSING, INPUT_UNSUPPORTED when the message has to name it and does not
 */
export function colorMapFor(config: DepthRenderConfig, named: unknown): ColorMapName {
  const name = config.colorMap === 'msg' ? named : config.colorMap
  if (isColorMapName(name)) return name
  const known = `one of ${colorMapNames.join(', ')}`
  if (name === undefined) {
    throw new DepthError(
      'INPUT_MISSING',
      `msg.colorMap is missing. Set it to ${known}, or choose a color map in the dialog.`,
    )
  }
  const shown = typeof name === 'string' ? `"${name}"` : `a ${typeof name}`
  throw new DepthError('INPUT_UNSUPPORTED', `msg.colorMap is ${shown} where ${known} is expected.`)
}

type FromConfig<Choice> = (config: DepthRenderConfig) => Choice

const rangeChoices: Record<RangeChoice['mode'], FromConfig<RangeChoice>> = {
  frame: () => ({ mode: 'frame' }),
  percentile: (config) => {
    const low = configNumber('Lower percentile', config.low, 0, 100)
    const high = configNumber('Upper percentile', config.high, 0, 100)
    if (high <= low) throw invalidSetting('Upper percentile', `a number above ${low}`, high)
    return { mode: 'percentile', low, high }
  },
  fixed: (config) => ({ mode: 'fixed', ...limits(config, -largestDepth) }),
  meters: (config) => ({ mode: 'meters', ...limits(config, 0) }),
}

/** The two values of a range, none of them below `least`. */
function limits(config: DepthRenderConfig, least: number): DepthRange {
  const min = configNumber('Smallest depth value', config.min, least, largestDepth)
  const max = configNumber('Largest depth value', config.max, least, largestDepth)
  if (max <= min) throw invalidSetting('Largest depth value', `a number above ${min}`, max)
  return { min, max }
}

const sizeChoices: Record<SizeChoice['mode'], FromConfig<SizeChoice>> = {
  source: () => ({ mode: 'source' }),
  model: () => ({ mode: 'model' }),
  width: (config) => ({
    mode: 'width',
    width: configWholeNumber('Width', config.width, 1, largestWidth),
  }),
}

/** What each list of the dialog offers. */
export const choices = {
  composition: compositionNames,
  colorMap: [...colorMapNames, 'msg'],
  range: Object.keys(rangeChoices),
  size: Object.keys(sizeChoices),
  output: outputKinds,
  format: formatNames,
} as const
