import { invalidSetting } from '../../lib/errors'
import { number, oneOf, text, wholeNumber, type Settings } from '../../lib/node-red/checks'
import { currentVersion } from '../../lib/node-red/migrations'
import type { Defaults, VersionedConfig } from '../../lib/node-red/stored-config'
import { colorMapNames } from '../../lib/render/color-maps'
import {
  checks as renderChecks,
  choices as renderChoices,
  defaultConfig as renderDefaults,
  drawingOptions,
  type DepthRenderConfig,
} from '../depth-render/config'
import type { Drawing } from '../../lib/stream/to-jpeg'
import { migrations } from './migrations'

/** Those of render depth's settings that a JPEG can show. */
const drawingSettings = [
  'composition',
  'opacity',
  'colorMap',
  'farIsBright',
  'range',
  'scale',
  'low',
  'high',
  'min',
  'max',
  'contours',
  'legend',
  'size',
  'width',
  'quality',
] as const

type DrawingSetting = (typeof drawingSettings)[number]

/** What the dialog stores. */
export interface DepthStreamConfig
  extends VersionedConfig, Pick<DepthRenderConfig, DrawingSetting> {
  /** The name of the stream in its addresses. */
  readonly path: string
  readonly property: string
  /** The message property that images are grouped by. */
  readonly key: string
  readonly viewers: number | string
  readonly maxMegabytes: number | string
}

/** What the dialog of a fresh node stores. */
export const defaultConfig: Defaults<DepthStreamConfig> = {
  ...picked(renderDefaults),
  configVersion: currentVersion(migrations),
  path: 'depth',
  property: 'payload',
  key: 'topic',
  viewers: 20,
  maxMegabytes: 10,
}

/** What each list of the dialog offers. */
export const choices = {
  composition: renderChoices.composition,
  colorMap: colorMapNames,
  range: renderChoices.range,
  scale: renderChoices.scale,
  size: renderChoices.size,
} as const

/** As a part of an address that needs no escape. */
const pathPattern = /^[\w-]{1,64}$/

function pathOf(value: unknown): string {
  if (typeof value === 'string' && pathPattern.test(value)) return value
  throw invalidSetting('Path', 'a name of letters, digits, - and _', value)
}

/** How each setting is read, by the names that the dialog has for them. */
export const checks = {
  ...picked(renderChecks),
  colorMap: oneOf('Colors', choices.colorMap),
  path: pathOf,
  property: text('Image or depth'),
  key: text('Group by'),
  viewers: wholeNumber('Viewers', 1, 1000),
  maxMegabytes: number('Largest image', 0.01, 100),
}

/** The settings of a node, checked. */
export type StreamSettings = Settings<typeof checks>

/** How depth is drawn. */
export function drawingOf(settings: StreamSettings): Drawing {
  return { ...drawingOptions(settings), colorMap: settings.colorMap }
}

function picked<T extends Readonly<Record<DrawingSetting, unknown>>>(all: T) {
  return Object.fromEntries(drawingSettings.map((name) => [name, all[name]])) as Pick<
    T,
    DrawingSetting
  >
}
