import { DepthError } from '../errors'

/** The error for a setting of a node's dialog that cannot be used. */
export function invalidSetting(name: string, value: unknown, expected: string): DepthError {
  return new DepthError(
    'CONFIG_INVALID',
    `The setting "${name}" of this node is "${String(value)}" where ${expected} is expected. Open ` +
      'its dialog and correct it.',
  )
}

/**
 * A number from a node's dialog, where some editors store text.
 *
 * @throws DepthError CONFIG_INVALID, naming the setting
 */
export function configNumber(name: string, value: unknown, min: number, max: number): number {
  const result = value === '' ? NaN : Number(value)
  if (result >= min && result <= max) return result
  throw invalidSetting(name, value, `a number from ${min} to ${max}`)
}

/** As `configNumber`, for whole numbers. */
export function configWholeNumber(name: string, value: unknown, min: number, max: number): number {
  const result = configNumber(name, value, min, max)
  if (Number.isInteger(result)) return result
  throw invalidSetting(name, value, 'a whole number')
}
