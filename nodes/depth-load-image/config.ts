import type { NodeDef } from 'node-red'
import { DepthError } from '../../lib/errors'
import { configNumber, configWholeNumber, invalidSetting } from '../../lib/node-red/config-value'
import type { VersionedConfig } from '../../lib/node-red/stored-config'
import type { Crop } from '../../lib/image/crop'
import type { LoadOptions } from '../../lib/image/load'
import { isSampleName } from '../../lib/image/samples'

/** What the dialog stores. */
export interface DepthLoadImageConfig extends VersionedConfig {
  /** A message property, a path or address (or data URI), or one of the package's own images. */
  readonly sourceType: 'msg' | 'str' | 'sample'
  readonly source: string
  readonly outputProperty: string
  readonly maxMegapixels: number | string
  /** Of a file or an answer, in mebibytes. */
  readonly maxMegabytes: number | string
  /** Seconds, for an address. */
  readonly timeLimit: number | string
  readonly crop: boolean
  readonly cropLeft: number | string
  readonly cropTop: number | string
  readonly cropWidth: number | string
  readonly cropHeight: number | string
}

/** What the dialog of a fresh node stores. */
export const defaultConfig: Omit<DepthLoadImageConfig, keyof NodeDef> = {
  configVersion: 1,
  sourceType: 'msg',
  source: 'payload',
  outputProperty: 'payload',
  crop: false,
  cropLeft: 0,
  cropTop: 0,
  cropWidth: '',
  cropHeight: '',
  maxMegapixels: 100,
  maxMegabytes: 64,
  timeLimit: 10,
}

/** What settings.js may hold for this node. */
export interface DepthLoadImageSettings {
  readonly fileWorkingDirectory?: string
  readonly depthLoadImageRoots?: unknown
  readonly depthLoadImageHosts?: unknown
}

const maxImageSide = 1_000_000

/**
 * The options for `loadImage`, checked.
 *
 * @throws DepthError CONFIG_INVALID, naming the setting
 */
export function loadOptions(
  config: DepthLoadImageConfig,
  settings: DepthLoadImageSettings,
): Omit<LoadOptions, 'label'> {
  if (!['msg', 'str', 'sample'].includes(config.sourceType)) {
    throw invalidSetting('source', config.sourceType, 'msg, str or sample')
  }
  if (config.sourceType === 'sample' && !isSampleName(config.source)) {
    throw invalidSetting('source', config.source, 'a sample image of the list')
  }
  return {
    // Whole numbers, which sharp insists on: 1.1 * 1e6 is none.
    maxPixels: Math.round(1e6 * configNumber('largest image', config.maxMegapixels, 0.001, 1e4)),
    maxBytes: Math.round(2 ** 20 * configNumber('largest file', config.maxMegabytes, 0.001, 2047)),
    timeoutMs: 1000 * configNumber('time limit', config.timeLimit, 0.01, 3600),
    crop: config.crop ? cropOf(config) : undefined,
    workingDirectory: settings.fileWorkingDirectory,
    roots: textList('depthLoadImageRoots', settings.depthLoadImageRoots),
    hosts: textList('depthLoadImageHosts', settings.depthLoadImageHosts),
  }
}

function cropOf(config: DepthLoadImageConfig): Crop {
  return {
    left: configWholeNumber('crop, left', config.cropLeft, 0, maxImageSide),
    top: configWholeNumber('crop, top', config.cropTop, 0, maxImageSide),
    width: configWholeNumber('crop, width', config.cropWidth, 1, maxImageSide),
    height: configWholeNumber('crop, height', config.cropHeight, 1, maxImageSide),
  }
}

/** A slip in settings.js must not open what it was to close. */
function textList(name: string, value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value
  throw new DepthError('CONFIG_INVALID', `${name} in settings.js has to be an array of texts.`)
}
