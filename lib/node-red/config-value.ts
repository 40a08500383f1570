import { invalidSetting } from '../errors'

/**
 * A number from a node's dialog, where some editors store text.
 *
 * @throws DepthError CONFIG_INVALID, naming the setting
 */
export function configNumber(name: string, value: unknown, min: number, max: number): number {
  const result = value === '' ? NaN : Number(value)
  if (result >= min && result <= max) return result
  throw invalidSetting(name, `a number from ${min} to ${max}`, value)
}

/** As `configNumber`, for whole numbers. */
export function configWholeNumber(name: string, value: unknown, min: number, max: number): number {
  const result = configNumber(name, value, min, max)
  if (Number.isInteger(result)) return result
  throw invalidSetting(name, 'a whole number', value)
}

/**
 * A value of a list from a node's dialog.
 *
 * @throws DepthError CONFIG_INVALID, naming the setting
 */
export function oneOf<T extends string>(name: string, value: unknown, values: readonly T[]): T {
  const found = values.find((candidate) => candidate === value)
  if (found !== undefined) return found
  throw invalidSetting(name, `one of ${values.join(', ')}`, value)
}

/** As `oneOf`, for the keys of a table: the row that the value names. */
export function rowOf<K extends string, V>(name: string, value: unknown, table: Record<K, V>): V {
  return table[oneOf(name, value, Object.keys(table) as K[])]
}
