import type { NodeAPI } from 'node-red'
import { configNumber, configWholeNumber, oneOf } from '../../lib/node-red/config-value'
import { currentVersion } from '../../lib/node-red/migrations'
import { queueLimitOf, type QueueConfig } from '../../lib/node-red/queue-config'
import { listOfStrings, securitySetting } from '../../lib/node-red/runtime-settings'
import type { Defaults, VersionedConfig } from '../../lib/node-red/stored-config'
import type { Crop } from '../../lib/image/crop'
import { lensLimits, type Lens } from '../../lib/image/lens'
import type { LoadOptions } from '../../lib/image/load'
import { sampleNames } from '../../lib/image/sample-names'
import { queueModes } from '../../lib/queue/queue-modes'
import type { QueueOptions } from '../../lib/queue/ordered-queue'
import { migrations } from './migrations'

const sourceTypes = ['msg', 'str', 'sample'] as const

/** What each list of the dialog offers. */
export const choices = {
  sample: sampleNames,
  accept: ['any', 'bytes'],
  queue: queueModes,
  lensType: ['unknown', 'fieldOfView', 'focalLength', 'msg'],
} as const

/** What the dialog stores. */
export interface DepthLoadImageConfig extends VersionedConfig, QueueConfig {
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
  maxMegapixels: 100,
  maxMegabytes: 64,
  timeLimit: 10,
}

const maxImageSide = 1_000_000

/**
 * What the dialog says of images, checked.
 *
 * @throws DepthError CONFIG_INVALID, naming the setting
 */
export function loadSettings(
  config: DepthLoadImageConfig,
): Pick<LoadOptions, 'maxPixels' | 'maxBytes' | 'timeoutMs' | 'crop' | 'lens' | 'bytesOnly'> {
  const sourceType = oneOf('Image', config.sourceType, sourceTypes)
  if (sourceType === 'sample') oneOf('Image', config.source, choices.sample)
  const accept = oneOf('Accept', config.accept, choices.accept)
  const { maxMegapixels, maxMegabytes, timeLimit } = config
  return {
    // Whole numbers, which sharp insists on: 1.1 * 1e6 is not one.
    maxPixels: Math.round(1e6 * configNumber('Largest image', maxMegapixels, 0.001, 1e4)),
    maxBytes: Math.round(2 ** 20 * configNumber('Largest file', maxMegabytes, 0.001, 2047)),
    timeoutMs: 1000 * configNumber('Time limit', timeLimit, 0.01, 3600),
    crop: config.crop ? cropOf(config) : undefined,
    lens: fixedLens(config),
    bytesOnly: accept === 'bytes' && sourceType === 'msg',
  }
}

/**
 * The queue of the dialog, checked.
 *
 * @throws DepthError CONFIG_INVALID, naming the setting
 */
export function queueOptions(config: DepthLoadImageConfig): QueueOptions {
  return {
    atOnce: configWholeNumber('At once', config.atOnce, 1, 16),
    limit: queueLimitOf(config),
  }
}

/**
 * Where paths start and what may be read, from settings.js.
 *
 * @throws DepthError CONFIG_INVALID, naming the setting
 */
export function confinement(
  RED: NodeAPI,
): Pick<LoadOptions, 'workingDirectory' | 'roots' | 'hosts'> {
  const { fileWorkingDirectory } = RED.settings as { readonly fileWorkingDirectory?: string }
  return {
    workingDirectory: fileWorkingDirectory,
    roots: securitySetting(RED, 'depthLoadImageRoots', listOfStrings),
    hosts: securitySetting(RED, 'depthLoadImageHosts', listOfStrings),
  }
}

function cropOf(config: DepthLoadImageConfig): Crop {
  return {
    left: configWholeNumber('Crop, left', config.cropLeft, 0, maxImageSide),
    top: configWholeNumber('Crop, top', config.cropTop, 0, maxImageSide),
    width: configWholeNumber('Crop, width', config.cropWidth, 1, maxImageSide),
    height: configWholeNumber('Crop, height', config.cropHeight, 1, maxImageSide),
  }
}

/** The lens that the dialog gives; undefined where it leaves it to the message, or to nobody. */
function fixedLens({ lensType, lens }: DepthLoadImageConfig): Lens | undefined {
  const type = oneOf('Lens', lensType, choices.lensType)
  if (type === 'unknown' || type === 'msg') return undefined
  const value = configNumber('Lens', lens, 0.001, lensLimits[type])
  return type === 'fieldOfView' ? { fieldOfView: value } : { focalLength: value }
}
