import type { NodeDef } from 'node-red'
import { colorMapNames, isColorMapName, type ColorMapName } from '../../lib/render/color-maps'
import { formats, type FormatName } from '../../lib/render/encode'
import type { SizeChoice } from '../../lib/render/image-size'
import type { RangeChoice } from '../../lib/depth/range'
import { outputKinds, type OutputKind, type RenderOptions } from '../../lib/render/render'
import { DepthError } from '../../lib/errors'
import { configNumber, configWholeNumber, invalidSetting } from '../../lib/node-red/config-value'
import type { VersionedConfig } from '../../lib/node-red/stored-config'

/** What the dialog stores. */
export interface DepthRenderConfig extends VersionedConfig {
  /** A name, or `msg`: `msg.colorMap` holds it. */
  readonly colorMap: string
  readonly farIsBright: boolean
  readonly range: RangeChoice['mode']
  /** Percentiles. */
  readonly low: number | string
  readonly high: number | string
  /** Depth values. */
  readonly min: number | string
  readonly max: number | string
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
export const defaultConfig: Omit<DepthRenderConfig, keyof NodeDef> = {
  configVersion: 1,
  colorMap: 'inferno',
  farIsBright: false,
  range: 'frame',
  low: 2,
  high: 98,
  min: '',
  max: '',
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
 * What the dialog says about images, checked.
 *
 * @throws DepthError CONFIG_INVALID, naming the setting
 */
export function renderSettings(config: DepthRenderConfig): Omit<RenderOptions, 'colorMap'> {
  const { colorMap } = config
  if (colorMap !== 'msg' && !isColorMapName(colorMap)) {
    throw invalidSetting('color map', colorMap, `one of ${colorMapNames.join(', ')}`)
  }
  return {
    farIsBright: config.farIsBright,
    range: rowOf(rangeChoices, 'range', config.range)(config),
    size: rowOf(sizeChoices, 'size', config.size)(config),
    output: oneOf(outputKinds, 'output', config.output),
    format: oneOf(Object.keys(formats) as FormatName[], 'format', config.format),
    quality: configWholeNumber('quality', config.quality, 1, 100),
    dataUriWidth: configWholeNumber('width limit', config.dataUriWidth, 1, largestWidth),
  }
}

/**
 * The color map for one message.
 *
 * @param named what `msg.colorMap` holds
 * @throws DepthError INPUT_MISSING, INPUT_UNSUPPORTED when the message should name it and does not
 */
export function colorMapFor(config: DepthRenderConfig, named: unknown): ColorMapName {
  const name = config.colorMap === 'msg' ? named : config.colorMap
  if (isColorMapName(name)) return name
  const known = `one of ${colorMapNames.join(', ')}`
  if (name === undefined) {
    throw new DepthError(
      'INPUT_MISSING',
      `msg.colorMap is not there. Set it to ${known}, or choose a color map in the dialog.`,
    )
  }
  const shown = typeof name === 'string' ? `"${name}"` : `a ${typeof name}`
  throw new DepthError('INPUT_UNSUPPORTED', `msg.colorMap is ${shown} where ${known} is needed.`)
}

const rangeChoices: Record<RangeChoice['mode'], (config: DepthRenderConfig) => RangeChoice> = {
  frame: () => ({ mode: 'frame' }),
  percentile: (config) => {
    const low = configNumber('lower percentile', config.low, 0, 100)
    const high = configNumber('upper percentile', config.high, 0, 100)
    if (high <= low) throw invalidSetting('upper percentile', high, `a number above ${low}`)
    return { mode: 'percentile', low, high }
  },
  fixed: (config) => {
    const min = configNumber('smallest value', config.min, -largestDepth, largestDepth)
    const max = configNumber('largest value', config.max, -largestDepth, largestDepth)
    if (max <= min) throw invalidSetting('largest value', max, `a number above ${min}`)
    return { mode: 'fixed', min, max }
  },
}

const sizeChoices: Record<SizeChoice['mode'], (config: DepthRenderConfig) => SizeChoice> = {
  source: () => ({ mode: 'source' }),
  model: () => ({ mode: 'model' }),
  width: (config) => ({
    mode: 'width',
    width: configWholeNumber('width', config.width, 1, largestWidth),
  }),
}

function rowOf<K extends string, V>(table: Record<K, V>, setting: string, key: K): V {
  return table[oneOf(Object.keys(table) as K[], setting, key)]
}

function oneOf<T extends string>(words: readonly T[], setting: string, word: T): T {
  if (words.includes(word)) return word
  throw invalidSetting(setting, word, `one of ${words.join(', ')}`)
}
