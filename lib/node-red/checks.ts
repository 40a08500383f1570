import { invalidSetting } from '../errors'
import type { Stored } from './migrations'

/**
 * Reads one setting as its dialog stores it, which is text where it comes from the environment.
 * The editor validates with the same checks, so nothing here may need Node.
 *
 * @param config the other settings of the node
 * @throws DepthError CONFIG_INVALID, naming the setting as the dialog does
 */
export type Check<Config, Setting> = (value: unknown, config: Config) => Setting

/** The checks of a node, by setting. */
export type Checks<Config> = Readonly<Partial<Record<keyof Config, Check<Config, unknown>>>>

/** What a node's checks make of its settings. */
export type Settings<NodeChecks> = {
  readonly [Name in keyof NodeChecks]: NodeChecks[Name] extends Check<never, infer Setting>
    ? Setting
    : never
}

/** @throws DepthError CONFIG_INVALID for the first setting that cannot be used */
export function readSettings<Config extends object, NodeChecks extends Checks<Config>>(
  config: Config,
  checks: NodeChecks,
): Settings<NodeChecks> {
  const stored = config as Stored
  const read = Object.entries(checks as Record<string, Check<Config, unknown>>)
  const settings = read.map(([name, check]) => [name, check(stored[name], config)] as const)
  return Object.fromEntries(settings) as Settings<NodeChecks>
}

/** A number between two others. */
export function number(name: string, min: number, max: number) {
  return (value: unknown): number => {
    const result = numberOf(value)
    if (result >= min && result <= max) return result
    throw invalidSetting(name, `a number from ${min} to ${max}`, value)
  }
}

/** As `number`, without decimals. */
export function wholeNumber(name: string, min: number, max: number) {
  const inside = number(name, min, max)
  return (value: unknown): number => {
    const result = inside(value)
    if (Number.isInteger(result)) return result
    throw invalidSetting(name, 'a whole number', value)
  }
}

/** A value of a list. */
export function oneOf<T extends string>(name: string, values: readonly T[]) {
  return (value: unknown): T => {
    const found = values.find((candidate) => candidate === value)
    if (found !== undefined) return found
    throw invalidSetting(name, `one of ${values.filter(Boolean).join(', ')}`, value)
  }
}

/** A checkbox. */
export function flag(name: string) {
  return (value: unknown): boolean => {
    const text = textOf(value)
    if (text === 'true' || text === 'false') return text === 'true'
    throw invalidSetting(name, 'true or false', value)
  }
}

/** Whether a checkbox is checked, for checks of other settings. */
export function isOn(value: unknown): boolean {
  return textOf(value) === 'true'
}

/** Text that is not empty, such as the name of a message property. */
export function text(name: string) {
  return (value: unknown): string => {
    if (typeof value === 'string' && value.trim() !== '') return value
    throw invalidSetting(name, 'a text', value)
  }
}

/** An http or https URL. */
export function httpUrl(name: string) {
  return (value: unknown): string => {
    const url = String(value)
    const scheme = URL.canParse(url) ? new URL(url).protocol : ''
    if (scheme === 'http:' || scheme === 'https:') return url
    throw invalidSetting(name, 'an http or https URL', value)
  }
}

/** A setting that may be left empty. */
export function optional<Setting>(check: (value: unknown) => Setting) {
  return (value: unknown): Setting | undefined => (value === '' ? undefined : check(value))
}

/** A setting that counts only where another one says so. */
export function when<Config, Setting>(
  counts: (config: Config) => boolean,
  check: Check<Config, Setting>,
): Check<Config, Setting | undefined> {
  return (value, config) => (counts(config) ? check(value, config) : undefined)
}

function textOf(value: unknown): string {
  return String(value).trim().toLowerCase()
}

function numberOf(value: unknown): number {
  if (typeof value === 'string') return value.trim() === '' ? NaN : Number(value)
  return typeof value === 'number' ? value : NaN
}
