import type { InferenceSettings } from '../../lib/inference/scheduling/depth-inference'
import { devices, type Device } from '../../lib/inference/providers'
import { sizingPolicies, type SizingPolicy } from '../../lib/image/sizing'
import { precisionNames, type Precision } from '../../lib/models/precision'
import { configNumber, configWholeNumber, oneOf } from '../../lib/node-red/config-value'
import { queueLimitOf, type QueueConfig } from '../../lib/node-red/queue-config'
import { currentVersion } from '../../lib/node-red/migrations'
import type { Defaults, VersionedConfig } from '../../lib/node-red/stored-config'
import { queueModes } from '../../lib/queue/queue-modes'
import { migrations } from './migrations'

/** What each list of the dialog offers. */
export const choices = {
  modelType: ['catalog', 'file', 'msg'],
  precision: ['auto', ...precisionNames],
  device: devices,
  sizing: ['', ...sizingPolicies],
  queue: queueModes,
} as const

/** What the dialog stores; numbers come as text from older editors. */
export interface DepthInferConfig extends VersionedConfig, QueueConfig {
  readonly store: string
  /** Where the model is named: in the catalog, by a file of the user's, in a message property. */
  readonly modelType: (typeof choices.modelType)[number]
  /** An id, a path, or a property; by `modelType`. */
  readonly model: string
  readonly precision: Precision | 'auto'
  readonly device: Device
  readonly deviceId: number | string
  readonly fallback: boolean
  /** Empty: as the model's descriptor says. */
  readonly sizing: SizingPolicy | ''
  readonly size: number | string
  /** Seconds. */
  readonly timeLimit: number | string
  readonly threads: number | string
  /** Minutes; 0: never. */
  readonly unloadAfter: number | string
  readonly warmUp: boolean
  /** Whether a published model that is missing is downloaded at deploy. */
  readonly download: boolean
  readonly reportDrops: boolean
  readonly property: string
  readonly outputProperty: string
}

/** What the dialog of a fresh node stores. */
export const defaultConfig: Defaults<DepthInferConfig> = {
  configVersion: currentVersion(migrations),
  store: '',
  modelType: 'catalog',
  model: 'tiny-v2',
  precision: 'auto',
  device: 'auto',
  deviceId: 0,
  fallback: true,
  sizing: '',
  size: '',
  queue: 'fifo',
  queueKey: 'topic',
  queueLimit: 10,
  timeLimit: 60,
  threads: 0,
  unloadAfter: 0,
  warmUp: false,
  download: false,
  reportDrops: false,
  property: 'payload',
  outputProperty: 'payload',
}

/**
 * The settings of the inference, checked.
 *
 * @throws DepthError CONFIG_INVALID, naming the setting
 */
export function inferenceSettings(config: DepthInferConfig): InferenceSettings {
  oneOf('Model', config.modelType, choices.modelType)
  oneOf('Precision', config.precision, choices.precision)
  const sizing = oneOf('Input size', config.sizing, choices.sizing)
  return {
    device: oneOf('Device', config.device, choices.device),
    deviceId: configWholeNumber('Device number', config.deviceId, 0, 63),
    fallback: config.fallback,
    threads: configWholeNumber('Threads', config.threads, 0, 256),
    sizing: sizing === '' ? undefined : sizing,
    size: config.size === '' ? undefined : configWholeNumber('Target side', config.size, 14, 2048),
    queueLimit: queueLimitOf(config),
    timeLimitMs: 1000 * configNumber('Time limit', config.timeLimit, 0.1, 86_400),
    idleUnloadMs: 60_000 * configNumber('Unload after', config.unloadAfter, 0, 1440),
  }
}
