import { colorMapNames, isColorMapName, type ColorMapName } from '../../lib/render/color-maps'
import { compositionNames, type CompositionName } from '../../lib/render/compositions'
import {
  formatNames,
  outputKinds,
  type FormatName,
  type OutputKind,
} from '../../lib/render/format-names'
import { scaleChoices, type ScaleChoice } from '../../lib/render/scale'
import type { SizeChoice } from '../../lib/render/image-size'
import type { RangeChoice } from '../../lib/depth/range'
import type { RenderOptions } from '../../lib/render/render'
import { DepthError, invalidSetting } from '../../lib/errors'
import {
  flag,
  number,
  oneOf,
  text,
  wholeNumber,
  when,
  type Settings,
} from '../../lib/node-red/checks'
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
  readonly scale: ScaleChoice
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
  scale: 'auto',
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

/** What each list of the dialog offers. */
export const choices = {
  composition: compositionNames,
  colorMap: [...colorMapNames, 'msg'],
  range: ['frame', 'percentile', 'fixed', 'meters'],
  scale: scaleChoices,
  size: ['source', 'model', 'width'],
  output: outputKinds,
  format: formatNames,
} as const

/** The settings that decide what others may be. */
type Deciding = Pick<DepthRenderConfig, 'range' | 'scale' | 'low' | 'min' | 'size'>

const isPercentile = ({ range }: Deciding) => range === 'percentile'
const isFixed = ({ range }: Deciding) => range === 'fixed' || range === 'meters'
const isWidth = ({ size }: Deciding) => size === 'width'

const percentile = (name: string) => number(name, 0, 100)
const depthValue = (name: string) => number(name, -largestDepth, largestDepth)

/** Nothing is nearer than 0 m, and of 0 there is no 1/depth. */
const smallest = (value: unknown, { range, scale }: Deciding): number => {
  const name = 'Smallest depth value'
  const result = number(name, range === 'meters' ? 0 : -largestDepth, largestDepth)(value)
  if (scale !== 'inverse' || result > 0) return result
  throw invalidSetting(name, 'a number above 0 (the scale is 1/depth)', value)
}

/** A number that is larger than another setting. */
const above =
  (lower: 'low' | 'min', name: string, check: typeof percentile) =>
  (value: unknown, config: Deciding): number => {
    const result = check(name)(value)
    const limit = Number(config[lower])
    if (result <= limit) throw invalidSetting(name, `a number above ${limit}`, value)
    return result
  }

/** How each setting is read, by the names that the dialog has for them. */
export const checks = {
  composition: oneOf('Show', choices.composition),
  opacity: number('Opacity', 0, 100),
  colorMap: oneOf('Colors', choices.colorMap),
  farIsBright: flag('Invert'),
  fade: flag('Fade'),
  range: oneOf('Range', choices.range),
  scale: oneOf('Scale', choices.scale),
  low: when(isPercentile, percentile('Lower percentile')),
  high: when(isPercentile, above('low', 'Upper percentile', percentile)),
  min: when(isFixed, smallest),
  max: when(isFixed, above('min', 'Largest depth value', depthValue)),
  contours: flag('Contour lines'),
  legend: flag('Legend'),
  size: oneOf('Size', choices.size),
  width: when(isWidth, wholeNumber('Width', 1, largestWidth)),
  output: oneOf('Output', choices.output),
  format: oneOf('Format', choices.format),
  quality: wholeNumber('Quality', 1, 100),
  dataUriWidth: wholeNumber('Maximum width', 1, largestWidth),
  property: text('Depth'),
  outputProperty: text('Image'),
}

/** The settings of a node, checked. */
export type RenderSettings = Settings<typeof checks>

/** How images are drawn. */
export function renderOptions(settings: RenderSettings): Omit<RenderOptions, 'colorMap'> {
  return {
    ...drawingOptions(settings),
    fade: settings.fade,
    output: settings.output,
    format: settings.format,
    dataUriWidth: settings.dataUriWidth,
  }
}

/** The settings that say how depth is drawn, whatever becomes of it. */
type DrawingSettings = Omit<
  RenderSettings,
  'colorMap' | 'fade' | 'output' | 'format' | 'dataUriWidth' | 'property' | 'outputProperty'
>

/** How depth is drawn, whatever becomes of it. */
export function drawingOptions(settings: DrawingSettings) {
  return {
    composition: settings.composition,
    opacity: settings.opacity / 100,
    farIsBright: settings.farIsBright,
    range: rangeChoices[settings.range](settings),
    scale: settings.scale,
    contours: settings.contours,
    legend: settings.legend,
    size: sizeChoices[settings.size](settings),
    quality: settings.quality,
  }
}

const rangeChoices: Record<RangeChoice['mode'], (settings: DrawingSettings) => RangeChoice> = {
  frame: () => ({ mode: 'frame' }),
  percentile: ({ low, high }) => ({ mode: 'percentile', low: Number(low), high: Number(high) }),
  fixed: ({ min, max }) => ({ mode: 'fixed', min: Number(min), max: Number(max) }),
  meters: ({ min, max }) => ({ mode: 'meters', min: Number(min), max: Number(max) }),
}

const sizeChoices: Record<SizeChoice['mode'], (settings: DrawingSettings) => SizeChoice> = {
  source: () => ({ mode: 'source' }),
  model: () => ({ mode: 'model' }),
  width: ({ width }) => ({ mode: 'width', width: Number(width) }),
}

/**
 * The color map for one message.
 *
 * @param chosen what the dialog says
 * @param named what `msg.colorMap` holds
 * @throws DepthError INPUT_MISSING, INPUT_UNSUPPORTED when the message has to name it and does not
 */
export function colorMapFor(chosen: RenderSettings['colorMap'], named: unknown): ColorMapName {
  const name = chosen === 'msg' ? named : chosen
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
