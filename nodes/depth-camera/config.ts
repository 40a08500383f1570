import { ffmpegOptions } from '../../lib/camera/ffmpeg/options'
import { cameraKindNames, cameraKinds, type CameraKind } from '../../lib/camera/kinds'
import type { CameraSettings } from '../../lib/camera/settings'
import { invalidSetting } from '../../lib/errors'
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
import { fixedLens, lensTypes, lensValue } from '../../lib/node-red/lens-settings'
import { frozenMs, unusableChecks, type UnusableConfig } from '../../lib/node-red/unusable-settings'
import { currentVersion } from '../../lib/node-red/migrations'
import { unusableModes } from '../../lib/image/unusable/modes'
import type { Defaults, VersionedConfig } from '../../lib/node-red/stored-config'
import { migrations } from './migrations'

/** What the lists of the dialog offer. */
export const choices = {
  kind: cameraKindNames,
  mode: ['stream', 'message'],
  rateUnit: ['fps', 'seconds'],
  unusable: unusableModes,
} as const

/** What the dialog stores. */
export interface DepthCameraConfig extends VersionedConfig, UnusableConfig {
  readonly kind: CameraKind
  /** A URL, the name of a device, the path of a file, or an input of ffmpeg. */
  readonly address: string
  /** A stream of frames, or one frame for each message. */
  readonly mode: (typeof choices.mode)[number]
  /** Whether a stream starts when the flow does. */
  readonly autostart: boolean
  /** Whether the connection stays open between messages. */
  readonly keepOpen: boolean
  /** At most so many frames per second, or one in so many seconds; empty takes all. */
  readonly rate: number | string
  readonly rateUnit: (typeof choices.rateUnit)[number]
  /** Pixels; empty keeps the camera's. */
  readonly maxWidth: number | string
  readonly keyFramesOnly: boolean
  readonly hardware: string
  readonly inputOptions: string
  readonly outputProperty: string
  /** How many messages may wait for their frame. */
  readonly queueLimit: number | string
  readonly lensType: (typeof lensTypes)[number]
  readonly lens: number | string
  readonly maxMegapixels: number | string
  readonly maxMegabytes: number | string
  /** Seconds without an image. */
  readonly timeLimit: number | string
}

/** What Node-RED keeps encrypted. */
export interface DepthCameraCredentials {
  readonly username?: string
  readonly password?: string
  readonly token?: string
}

/** What the dialog of a fresh node stores. */
export const defaultConfig: Defaults<DepthCameraConfig> = {
  configVersion: currentVersion(migrations),
  kind: 'mjpeg',
  address: '',
  mode: 'stream',
  autostart: true,
  keepOpen: false,
  rate: 5,
  rateUnit: 'fps',
  maxWidth: '',
  keyFramesOnly: false,
  hardware: '',
  inputOptions: '',
  outputProperty: 'payload',
  queueLimit: 100,
  lensType: 'unknown',
  lens: '',
  unusable: 'ignore',
  frozenAfter: 60,
  maxMegapixels: 100,
  maxMegabytes: 16,
  timeLimit: 10,
}

const ffmpegOnly = <Setting>(check: (value: unknown) => Setting) =>
  when(({ kind }: DepthCameraConfig) => cameraKinds[kind].usesFfmpeg, check)

function hardware(value: unknown): string | undefined {
  const name = optional(text('Hardware'))(value)
  if (name === undefined || /^[a-z\d_]+$/i.test(name)) return name
  throw invalidSetting('Hardware', 'a name such as vaapi', value)
}

function inputOptions(value: unknown): string {
  const line = String(value)
  ffmpegOptions(line)
  return line
}

/** How each setting is read, by the names that the dialog has for them. */
export const checks = {
  kind: oneOf('Camera', choices.kind),
  address: text('Address'),
  mode: oneOf('Send', choices.mode),
  autostart: flag('Start'),
  keepOpen: flag('Connection'),
  rate: optional(number('At most', 0.001, 86_400)),
  rateUnit: oneOf('At most', choices.rateUnit),
  maxWidth: ffmpegOnly(optional(wholeNumber('Largest width', 16, 16_384))),
  keyFramesOnly: flag('Key frames'),
  hardware: ffmpegOnly(hardware),
  inputOptions: ffmpegOnly(inputOptions),
  outputProperty: text('Result'),
  queueLimit: wholeNumber('Queue limit', 1, 10_000),
  lensType: oneOf('Lens', lensTypes),
  lens: (value: unknown, { lensType }: DepthCameraConfig) => lensValue(lensType, value),
  ...unusableChecks,
  maxMegapixels: number('Largest image', 0.001, 1e4),
  maxMegabytes: number('Largest file', 0.001, 512),
  timeLimit: number('Time limit', 0.1, 3600),
}

/** The settings of a node, checked. */
export type DepthCameraSettings = Settings<typeof checks>

/** What lib/camera needs to know. */
export function cameraSettings(
  settings: DepthCameraSettings,
  { username = '', password = '', token = '' }: DepthCameraCredentials,
  environment: Pick<CameraSettings, 'ffmpeg' | 'workingDirectory' | 'roots' | 'hosts'>,
): CameraSettings {
  const { rate, rateUnit } = settings
  const hasAccount = username !== '' || password !== ''
  return {
    ...environment,
    kind: settings.kind,
    address: settings.address,
    account: hasAccount ? { username, password } : undefined,
    token: token === '' ? undefined : token,
    intervalMs: rate === undefined ? 0 : 1000 * (rateUnit === 'fps' ? 1 / rate : rate),
    maxWidth: settings.maxWidth,
    keyFramesOnly: settings.keyFramesOnly,
    hardware: settings.hardware,
    inputOptions: settings.inputOptions ?? '',
    timeoutMs: 1000 * settings.timeLimit,
    // Whole numbers, which sharp insists on.
    maxPixels: Math.round(1e6 * settings.maxMegapixels),
    maxBytes: Math.round(2 ** 20 * settings.maxMegabytes),
    lens: fixedLens(settings),
    frozenMs: frozenMs(settings),
  }
}
