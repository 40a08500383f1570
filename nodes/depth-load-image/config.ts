import {
  flag,
  isOn,
  number,
  oneOf,
  text,
  wholeNumber,
  when,
  type Settings,
} from '../../lib/node-red/checks'
import { unusableChecks, type UnusableConfig } from '../../lib/node-red/unusable-settings'
import { currentVersion } from '../../lib/node-red/migrations'
import { queueChecks, type QueueConfig } from '../../lib/node-red/queue-settings'
import { fixedLens, lensTypes, lensValue } from '../../lib/node-red/lens-settings'
import type { Defaults, VersionedConfig } from '../../lib/node-red/stored-config'
import type { Crop } from '../../lib/frames/crop'
import type { LoadOptions } from '../../lib/image/load'
import { unusableModes } from '../../lib/image/unusable/modes'
import { sampleNames } from '../../lib/image/sample-names'
import { queueModes } from '../../lib/queue/queue-modes'
import { migrations } from './migrations'

const sourceTypes = ['msg', 'str', 'sample'] as const

/** What the list of sample images in the dialog offers. */
export const choices = {
  sample: sampleNames,
  accept: ['any', 'bytes'],
  queue: queueModes,
  lensType: [...lensTypes, 'msg'],
  unusable: unusableModes,
} as const

/** What the dialog stores. */
export interface DepthLoadImageConfig extends VersionedConfig, QueueConfig, UnusableConfig {
  /** A message property, a file path or URL (or data URI), or one of the package's own images. */
  readonly sourceType: (typeof sourceTypes)[number]
  readonly source: string
  /** `bytes`: no text of a message is opened as a path or URL. */
  readonly accept: (typeof choices.accept)[number]
  readonly outputProperty: string
  /** How many images are loaded at once. */
  readonly atOnce: number | string
  readonly maxMegapixels: number | string
  /** Of a file or a response, in mebibytes. */
  readonly maxMegabytes: number | string
  /** Seconds, for a URL. */
  readonly timeLimit: number | string
  readonly crop: boolean
  readonly cropLeft: number | string
  readonly cropTop: number | string
  readonly cropWidth: number | string
  readonly cropHeight: number | string
  readonly lensType: (typeof choices.lensType)[number]
  /** Degrees, pixels, or a property of the message; by `lensType`. */
  readonly lens: number | string
}

/** What the dialog of a fresh node stores. */
export const defaultConfig: Defaults<DepthLoadImageConfig> = {
  configVersion: currentVersion(migrations),
  sourceType: 'msg',
  source: 'payload',
  accept: 'any',
  outputProperty: 'payload',
  queue: 'fifo',
  queueKey: 'topic',
  queueLimit: 100,
  atOnce: 1,
  crop: false,
  cropLeft: 0,
  cropTop: 0,
  cropWidth: '',
  cropHeight: '',
  lensType: 'unknown',
  lens: '',
  unusable: 'ignore',
  frozenAfter: 60,
  maxMegapixels: 100,
  maxMegabytes: 64,
  timeLimit: 10,
}

const maxImageSide = 1_000_000

function source(value: unknown, { sourceType }: DepthLoadImageConfig): string {
  return sourceType === 'sample' ? oneOf('Image', choices.sample)(value) : text('Image')(value)
}

function lens(value: unknown, { lensType }: DepthLoadImageConfig): number | string | undefined {
  return lensType === 'msg' ? text('Lens')(value) : lensValue(lensType, value)
}

const cropSide = (name: string, min: number) =>
  when(({ crop }: DepthLoadImageConfig) => isOn(crop), wholeNumber(name, min, maxImageSide))

/** How each setting is read, by the names that the dialog has for them. */
export const checks = {
  sourceType: oneOf('Image', sourceTypes),
  source,
  accept: oneOf('Accept', choices.accept),
  outputProperty: text('Result'),
  ...queueChecks,
  queueKey: when(
    ({ queue, unusable }: DepthLoadImageConfig) => queue === 'newest' || unusable !== 'ignore',
    text('Group by'),
  ),
  atOnce: wholeNumber('At once', 1, 16),
  crop: flag('Crop'),
  cropLeft: cropSide('Crop, left', 0),
  cropTop: cropSide('Crop, top', 0),
  cropWidth: cropSide('Crop, width', 1),
  cropHeight: cropSide('Crop, height', 1),
  lensType: oneOf('Lens', choices.lensType),
  lens,
  ...unusableChecks,
  maxMegapixels: number('Largest image', 0.001, 1e4),
  maxMegabytes: number('Largest file', 0.001, 2047),
  timeLimit: number('Time limit', 0.01, 3600),
}

/** The settings of a node, checked. */
export type LoadImageSettings = Settings<typeof checks>

/** The limits and the crop. */
export function loadOptions(
  settings: LoadImageSettings,
): Pick<LoadOptions, 'maxPixels' | 'maxBytes' | 'timeoutMs' | 'crop' | 'lens' | 'bytesOnly'> {
  const { maxMegapixels, maxMegabytes, timeLimit } = settings
  return {
    // Whole numbers, which sharp insists on: 1.1 * 1e6 is not one.
    maxPixels: Math.round(1e6 * maxMegapixels),
    maxBytes: Math.round(2 ** 20 * maxMegabytes),
    timeoutMs: 1000 * timeLimit,
    crop: settings.crop ? cropOf(settings) : undefined,
    lens: fixedLens(settings),
    bytesOnly: settings.accept === 'bytes' && settings.sourceType === 'msg',
  }
}

function cropOf({ cropLeft, cropTop, cropWidth, cropHeight }: LoadImageSettings): Crop {
  return {
    left: Number(cropLeft),
    top: Number(cropTop),
    width: Number(cropWidth),
    height: Number(cropHeight),
  }
}
