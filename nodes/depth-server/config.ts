import { invalidSetting } from '../../lib/errors'
import {
  flag,
  httpUrl,
  number,
  oneOf,
  optional,
  text,
  wholeNumber,
} from '../../lib/node-red/checks'
import { currentVersion } from '../../lib/node-red/migrations'
import type { Defaults, VersionedConfig } from '../../lib/node-red/stored-config'
import { migrations } from './migrations'

/** What each list of the dialog offers. */
export const choices = {
  login: ['none', 'basic', 'bearer'],
} as const

/** What the dialog stores; numbers come as text from older editors. */
export interface DepthServerConfig extends VersionedConfig {
  /** One on each line. */
  readonly addresses: string
  /** Empty: the id of the model that the infer depth node chose. */
  readonly model: string
  /** Empty: the server chooses. */
  readonly modelVersion: string
  /** PEM. */
  readonly ca: string
  readonly login: (typeof choices.login)[number]
  readonly requests: number | string
  /** Seconds. */
  readonly connectLimit: number | string
  readonly answerLimit: number | string
  readonly thisMachine: boolean
}

/** What Node-RED keeps encrypted. */
export interface DepthServerCredentials {
  readonly token?: string
  readonly username?: string
  readonly password?: string
}

/** What the dialog of a fresh node stores. */
export const defaultConfig: Defaults<DepthServerConfig> = {
  configVersion: currentVersion(migrations),
  addresses: '',
  model: '',
  modelVersion: '',
  ca: '',
  login: 'none',
  requests: 4,
  connectLimit: 3,
  answerLimit: 30,
  thisMachine: false,
}

/** Addresses, one on each line or between spaces. */
function addresses(value: unknown): readonly string[] {
  const listed = String(value)
    .split(/[\s,]+/)
    .filter((address) => address !== '')
  const unique = [...new Set(listed.map(address))]
  if (unique.length > 0 && unique.length <= maxAddresses) return unique
  throw invalidSetting('Addresses', `a list of 1 to ${maxAddresses} http or https URLs`, value)
}

const maxAddresses = 64
const address = httpUrl('Addresses')

/** A certificate as text, not the path of one. */
function pem(value: unknown): string {
  if (String(value).includes('-----BEGIN CERTIFICATE-----')) return String(value)
  throw invalidSetting('CA certificate', 'a certificate that begins with BEGIN CERTIFICATE', value)
}

/** How each setting is read, by the names that the dialog has for them. */
export const checks = {
  addresses,
  model: optional(text('Model')),
  modelVersion: optional(text('Version')),
  ca: optional(pem),
  login: oneOf('Login', choices.login),
  requests: wholeNumber('At once', 1, 256),
  connectLimit: number('Connect', 0.1, 600),
  answerLimit: number('Answer', 0.1, 86_400),
  thisMachine: flag('Run on this machine'),
}
