import type {
  InferenceSettings,
  RemoteSettings,
} from '../../lib/inference/scheduling/depth-inference'
import { devices, type Device } from '../../lib/inference/providers'
import { sizingPolicies, type SizingPolicy } from '../../lib/image/sizing'
import { precisionNames, type Precision } from '../../lib/models/precision'
import {
  flag,
  number,
  oneOf,
  optional,
  text,
  when,
  wholeNumber,
  type Settings,
} from '../../lib/node-red/checks'
import { currentVersion } from '../../lib/node-red/migrations'
import { queueChecks, type QueueConfig } from '../../lib/node-red/queue-settings'
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
  unchanged: ['run', 'reuse'],
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
  /** Id of the config node of the servers; counts where they are the device. */
  readonly server: string
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
  /** What becomes of an image that shows the same as the one before. */
  readonly unchanged: (typeof choices.unchanged)[number]
  /** Seconds: the longest time between two runs of the model. */
  readonly reuseLimit: number | string
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
  server: '',
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
  unchanged: 'run',
  reuseLimit: 60,
  property: 'payload',
  outputProperty: 'payload',
}

/** How each setting is read, by the names that the dialog has for them. */
export const checks = {
  modelType: oneOf('Model', choices.modelType),
  model: text('Model'),
  precision: oneOf('Precision', choices.precision),
  device: oneOf('Device', choices.device),
  server: when(({ device }: { readonly device?: unknown }) => device === 'server', text('Server')),
  deviceId: wholeNumber('GPU no.', 0, 63),
  fallback: flag('Fall back to CPU'),
  sizing: oneOf('Input size', choices.sizing),
  size: optional(wholeNumber('Target side', 14, 2048)),
  ...queueChecks,
  timeLimit: number('Time limit', 0.1, 86_400),
  threads: wholeNumber('Threads', 0, 256),
  unloadAfter: number('Unload after', 0, 1440),
  warmUp: flag('Load and warm up'),
  download: flag('Download the model at deploy'),
  reportDrops: flag('Report dropped frames'),
  unchanged: oneOf('If unchanged', choices.unchanged),
  reuseLimit: number('Run every', 0.1, 86_400),
  property: text('Image'),
  outputProperty: text('Depth'),
}

/** The settings of a node, checked. */
export type InferSettings = Settings<typeof checks>

/** What the inference needs of them. */
export function inferenceSettings(
  settings: InferSettings,
  server?: RemoteSettings,
): InferenceSettings {
  const { device, deviceId, fallback, threads, sizing, size, queueLimit } = settings
  return {
    device,
    deviceId,
    fallback,
    threads,
    // Servers batch frames of one size only.
    sizing: sizing === '' ? (device === 'server' ? 'fixed' : undefined) : sizing,
    size,
    queueLimit,
    timeLimitMs: 1000 * settings.timeLimit,
    idleUnloadMs: 60_000 * settings.unloadAfter,
    server,
    reuseMs: settings.unchanged === 'reuse' ? 1000 * settings.reuseLimit : undefined,
  }
}
