import type { NodeAPI } from 'node-red'
import { DepthError, invalidSetting } from '../errors'

/** A check of a value from settings.js. */
export interface SettingCheck<T> {
  /** Completes "where … is expected". */
  readonly expected: string
  readonly accepts: (value: unknown) => value is T
}

const listOfStrings: SettingCheck<readonly string[]> = {
  expected: 'an array of strings',
  accepts: (value): value is readonly string[] =>
    Array.isArray(value) && value.every((entry) => typeof entry === 'string'),
}

export const positiveInteger: SettingCheck<number> = {
  expected: 'a whole number from 1',
  accepts: (value): value is number => Number.isInteger(value) && Number(value) > 0,
}

/**
 * A setting of settings.js that confines what nodes may do. A wrong value stops the node: a slip
 * must not open what the setting was meant to close.
 *
 * @returns undefined where settings.js does not have it
 * @throws DepthError CONFIG_INVALID
 */
function securitySetting<T>(
  RED: NodeAPI,
  name: string,
  { expected, accepts }: SettingCheck<T>,
): T | undefined {
  const value = valueOf(RED, name)
  if (value === undefined || accepts(value)) return value
  throw invalidSetting(`${name} in settings.js`, expected, value)
}

/**
 * A list of settings.js that confines what nodes may do. An entry that can allow nothing is refused
 * with its reason: it would look as if what it should allow were at fault.
 *
 * @param problemOf completes "the entry …"; undefined for an entry that can be used
 * @throws DepthError CONFIG_INVALID
 */
export function securityList(
  RED: NodeAPI,
  name: string,
  problemOf: (entry: string) => string | undefined,
): readonly string[] | undefined {
  const list = securitySetting(RED, name, listOfStrings)
  for (const entry of list ?? []) {
    const problem = problemOf(entry)
    if (problem === undefined) continue
    throw new DepthError(
      'CONFIG_INVALID',
      `In ${name} in settings.js, the entry ${JSON.stringify(entry)} ${problem}. Correct it and restart Node-RED.`,
    )
  }
  return list
}

/**
 * A setting of settings.js that tunes how nodes work. A wrong value is logged as a warning, and the
 * default is used.
 */
export function tuningSetting<T>(
  RED: NodeAPI,
  name: string,
  { expected, accepts }: SettingCheck<T>,
  fallback: T,
): T {
  const value = valueOf(RED, name)
  if (value === undefined) return fallback
  if (accepts(value)) return value
  const { message } = invalidSetting(`${name} in settings.js`, expected, value)
  RED.log.warn(`${message} The default ${String(fallback)} is used.`)
  return fallback
}

function valueOf(RED: NodeAPI, name: string): unknown {
  return (RED.settings as unknown as Readonly<Record<string, unknown>>)[name]
}
