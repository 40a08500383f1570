import type { InferenceSettings } from '../../lib/inference/scheduling/depth-inference'
import { isDevice, type Device } from '../../lib/inference/providers'
import type { NodeDef } from 'node-red'
import { configNumber, configWholeNumber, invalidSetting } from '../../lib/node-red/config-value'
import type { VersionedConfig } from '../../lib/node-red/stored-config'
import { sizingPolicies, type SizingPolicy } from '../../lib/image/sizing'
import type { QueueMode } from '../../lib/inference/scheduling/queue-modes'
import type { Precision } from '../../lib/models/precision'

/** What the dialog stores; numbers come as text from older editors. */
export interface DepthInferConfig extends VersionedConfig {
  readonly store: string
  /** Where the model is named: the catalog, a file of the user's, a message property. */
  readonly modelType: 'catalog' | 'file' | 'msg'
  /** An id, a path, or a property; by `modelType`. */
  readonly model: string
  readonly precision: Precision | 'auto'
  readonly device: Device
  readonly deviceId: number | string
  readonly fallback: boolean
  /** Empty: as the model's descriptor says. */
  readonly sizing: SizingPolicy | ''
  readonly size: number | string
  readonly queue: QueueMode
  readonly queueKey: string
  readonly queueLimit: number | string
  /** Seconds. */
  readonly timeLimit: number | string
  readonly threads: number | string
  /** Minutes; 0: never. */
  readonly unloadAfter: number | string
  readonly warmUp: boolean
  /** Whether a published model that is missing is downloaded without being asked for. */
  readonly download: boolean
  readonly reportDrops: boolean
  readonly property: string
  readonly outputProperty: string
}

/** What the dialog of a fresh node stores. */
export const defaultConfig: Omit<DepthInferConfig, keyof NodeDef> = {
  configVersion: 1,
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
  if (!isDevice(config.device)) throw invalidSetting('device', config.device, 'one of the list')
  if (config.sizing !== '' && !sizingPolicies.includes(config.sizing)) {
    throw invalidSetting('sizing', config.sizing, 'one of the list')
  }
  return {
    device: config.device,
    deviceId: configWholeNumber('device id', config.deviceId, 0, 63),
    fallback: config.fallback,
    threads: configWholeNumber('threads', config.threads, 0, 256),
    sizing: config.sizing === '' ? undefined : config.sizing,
    size: config.size === '' ? undefined : configWholeNumber('input size', config.size, 14, 2048),
    queueLimit: configWholeNumber('queue limit', config.queueLimit, 1, 10_000),
    timeLimitMs: 1000 * configNumber('time limit', config.timeLimit, 0.1, 86_400),
    idleUnloadMs: 60_000 * configNumber('unload after', config.unloadAfter, 0, 1440),
  }
}
