import type { NodeAPI } from 'node-red'
import { invalidSetting } from '../../lib/errors'
import type { ExportOptions } from '../../lib/export/export-depth'
import { placeholders, unknownPlaceholder } from '../../lib/export/file-name'
import { exportFormats, exportNames, type ExportName } from '../../lib/export/format-names'
import type { LevelChoice } from '../../lib/export/levels'
import { lensLimits } from '../../lib/image/lens'
import { rootProblem } from '../../lib/image/sources/root-problem'
import {
  flag,
  number,
  oneOf,
  optional,
  text,
  wholeNumber,
  when,
  type Settings,
} from '../../lib/node-red/checks'
import { currentVersion } from '../../lib/node-red/migrations'
import { securityList } from '../../lib/node-red/runtime-settings'
import type { Defaults, VersionedConfig } from '../../lib/node-red/stored-config'
import { migrations } from './migrations'

/** What each list of the dialog offers. */
export const choices = {
  format: exportNames,
  size: ['model', 'source'],
  levels: ['auto', 'frame', 'fixed'],
  output: ['buffer', 'file'],
} as const

const filenameTypes = ['str', 'msg'] as const

/** What the dialog stores. */
export interface DepthExportConfig extends VersionedConfig {
  readonly format: ExportName
  readonly size: (typeof choices.size)[number]
  /** Where the levels of the 16-bit formats come from. */
  readonly levels: (typeof choices.levels)[number]
  /** Depth values, or meters. */
  readonly min: number | string
  readonly max: number | string
  /** Degrees across the whole image; empty: as the frame has it. */
  readonly fieldOfView: number | string
  /** Every how many-th value of a row and column becomes a point. */
  readonly stride: number | string
  /** Meters; empty: no limit. */
  readonly limit: number | string
  readonly withoutEdges: boolean
  readonly allowRelative: boolean
  readonly output: (typeof choices.output)[number]
  /** A pattern, or a property of the message; by `filenameType`. */
  readonly filename: string
  readonly filenameType: (typeof filenameTypes)[number]
  readonly withImage: boolean
  readonly withIndex: boolean
  readonly property: string
  readonly outputProperty: string
  /** The message property that stands in file names, in the index and in `msg.depth`. */
  readonly key: string
}

/** What the dialog of a fresh node stores. */
export const defaultConfig: Defaults<DepthExportConfig> = {
  configVersion: currentVersion(migrations),
  format: 'png16',
  size: 'model',
  levels: 'auto',
  min: '',
  max: '',
  fieldOfView: '',
  stride: 1,
  limit: '',
  withoutEdges: true,
  allowRelative: false,
  output: 'buffer',
  filename: 'depth/{key}/{time}.{extension}',
  filenameType: 'str',
  withImage: false,
  withIndex: true,
  property: 'payload',
  outputProperty: 'payload',
  key: 'topic',
}

const largestDepth = 1e9

/** The formats have settings of their own. */
export const layoutOf = (format: unknown) =>
  exportNames.includes(format as ExportName)
    ? exportFormats[format as ExportName].layout
    : undefined

const isFixed = ({ format, levels }: DepthExportConfig) =>
  layoutOf(format) === 'levels' && levels === 'fixed'
const isPoints = ({ format }: DepthExportConfig) => layoutOf(format) === 'points'
const isFile = ({ output }: DepthExportConfig) => output === 'file'

const depthValue = (name: string) => number(name, -largestDepth, largestDepth)

function max(value: unknown, { min }: DepthExportConfig): number {
  const name = 'Largest depth value'
  const result = depthValue(name)(value)
  if (result > Number(min)) return result
  throw invalidSetting(name, `a number above ${Number(min)}`, value)
}

function filename(value: unknown, { filenameType }: DepthExportConfig): string {
  const name = 'File name'
  const given = text(name)(value)
  const unknown = filenameType === 'str' ? unknownPlaceholder(given) : undefined
  if (unknown === undefined) return given
  const known = Object.keys(placeholders).map((placeholder) => `{${placeholder}}`)
  throw invalidSetting(name, `a pattern without other braces than ${known.join(', ')}`, value)
}

/** How each setting is read, by the names that the dialog has for them. */
export const checks = {
  format: oneOf('Format', choices.format),
  size: oneOf('Size', choices.size),
  levels: oneOf('Scale', choices.levels),
  min: when(isFixed, depthValue('Smallest depth value')),
  max: when(isFixed, max),
  fieldOfView: when(isPoints, optional(number('Field of view', 0.001, lensLimits.fieldOfView))),
  stride: when(isPoints, wholeNumber('Step', 1, 1000)),
  limit: when(isPoints, optional(number('Farthest', 0.001, largestDepth))),
  withoutEdges: flag('Leave out points at edges'),
  allowRelative: flag('Points of relative depth too'),
  output: oneOf('Output', choices.output),
  filename: when(isFile, filename),
  filenameType: oneOf('File name', filenameTypes),
  withImage: flag('Write the source image too'),
  withIndex: flag('Write a line into index.jsonl'),
  property: text('Depth'),
  outputProperty: text('Result'),
  key: text('Group by'),
}

/** The settings of a node, checked. */
export type ExportSettings = Settings<typeof checks>

/** How depth is encoded. */
export function exportOptions(settings: ExportSettings): ExportOptions {
  const { format, size, withoutEdges, allowRelative, fieldOfView, limit } = settings
  return {
    format,
    size,
    levels: levelChoice(settings),
    points: { stride: settings.stride ?? 1, limit, withoutEdges, fieldOfView, allowRelative },
  }
}

function levelChoice({ levels, min, max }: ExportSettings): LevelChoice {
  return levels === 'fixed'
    ? { mode: levels, min: Number(min), max: Number(max) }
    : { mode: levels }
}

/**
 * Where paths start and what may be written, from settings.js.
 *
 * @throws DepthError CONFIG_INVALID, naming the setting
 */
export function confinement(RED: NodeAPI) {
  const { fileWorkingDirectory } = RED.settings as { readonly fileWorkingDirectory?: string }
  return {
    workingDirectory: fileWorkingDirectory,
    roots: securityList(RED, 'depthExportRoots', rootProblem),
  }
}
