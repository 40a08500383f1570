import { DepthError, messageOf } from '../../errors'
import { depthKindNames } from '../../frames/depth-kinds'
import { unusableReasonNames } from '../../frames/unusable'
import { isTiming } from '../../timing/timeline'
import { headerVersion, type DepthHeader } from '../depth-header'
import { exportNames } from '../format-names'

type Test = (value: unknown) => boolean

const isNumber: Test = (value) => typeof value === 'number' && Number.isFinite(value)
const isPositive: Test = (value) => isNumber(value) && Number(value) > 0
const isNotZero: Test = (value) => isNumber(value) && value !== 0
/** Epoch milliseconds that a Date can hold. */
const isTime: Test = (value) => isNumber(value) && !Number.isNaN(new Date(Number(value)).getTime())
const isLength: Test = (value) => Number.isInteger(value) && Number(value) > 0
const isText: Test = (value) => typeof value === 'string'
const oneOf =
  (values: readonly unknown[]): Test =>
  (value) =>
    values.includes(value)
const optional =
  (test: Test): Test =>
  (value) =>
    value === undefined || test(value)
const object =
  (fields: Readonly<Record<string, Test>>): Test =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(fields).every(([name, test]) => test((value as Record<string, unknown>)[name]))

const size = { width: isLength, height: isLength }

/** What each field of `msg.depth` has to be. */
const tests: Readonly<Record<keyof DepthHeader, Test>> = {
  version: oneOf([headerVersion]),
  format: oneOf(exportNames),
  ...size,
  kind: oneOf(depthKindNames),
  unit: optional(oneOf(['m'])),
  scale: isNotZero,
  offset: isNumber,
  model: isText,
  provider: isText,
  precision: optional(isText),
  inputSize: optional(object(size)),
  source: object(size),
  crop: optional(object({ left: isNumber, top: isNumber, ...size, of: object(size) })),
  geometry: optional(
    object({ focalLength: isPositive, center: object({ x: isNumber, y: isNumber }) }),
  ),
  anchor: optional(isText),
  captured: isTime,
  unusable: optional(oneOf(unusableReasonNames)),
  key: optional(isText),
  timing: optional(isTiming),
}

/** Longer text is not looked at. */
const longestText = 100_000

/**
 * `msg.depth` as export depth made it, also as JSON text.
 *
 * @param where names the property, such as `msg.depth`
 * @returns undefined where there is none
 * @throws DepthError INPUT_UNSUPPORTED
 */
export function readHeader(value: unknown, where: string): DepthHeader | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const header = typeof value === 'string' ? parsed(value, where) : value
  if (typeof header !== 'object' || header === null) throw unsupported(where, 'is not an object')
  const fields = header as Readonly<Record<string, unknown>>
  for (const [name, test] of Object.entries(tests)) {
    if (test(fields[name])) continue
    throw unsupported(where, `has ${name in fields ? 'an unusable' : 'no'} "${name}"`)
  }
  return header as DepthHeader
}

function parsed(text: string, where: string): unknown {
  if (text.length > longestText) throw unsupported(where, `has ${text.length} characters`)
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw unsupported(where, `is not JSON (${messageOf(thrown)})`)
  }
}

function unsupported(where: string, problem: string): DepthError {
  return new DepthError(
    'INPUT_UNSUPPORTED',
    `${where} ${problem}. Pass on what export depth puts there, or delete it and set the kind of depth ` +
      'in the dialog.',
  )
}
