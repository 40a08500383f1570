import {
  farthestReference,
  metersOf,
  mostReferences,
  type Reference,
  type Sighting,
} from '../../lib/depth/calibration/reference'
import { isShape, type Shape } from '../../lib/depth/geometry/shape'
import { DepthError, invalidSetting } from '../../lib/errors'
import { depthKinds } from '../../lib/frames/depth-kinds'

/** A reference as the dialog stores it. */
export interface StoredReference {
  readonly key: string
  readonly shape: Shape
  /** As it was written. */
  readonly meters: number | string
  readonly seen?: Sighting
}

/** The references of each key. */
export type ReferencesByKey = ReadonlyMap<string, readonly Reference[]>

/**
 * The references of the dialog, checked.
 *
 * @throws DepthError CONFIG_INVALID, naming the key and the number of the reference
 */
export function readReferences(value: unknown): ReferencesByKey {
  if (!Array.isArray(value)) throw invalidSetting('References', 'a list', value)
  const byKey = new Map<string, Reference[]>()
  for (const entry of value as readonly unknown[]) {
    if (!isStored(entry)) throw invalidSetting('References', 'a list of references', entry)
    const references = byKey.get(entry.key) ?? []
    byKey.set(entry.key, references)
    const { key, shape, seen } = entry
    const meters = metersOf(entry.meters)
    if (meters === undefined) throw withoutDistance(key, references.length + 1)
    if (references.length === mostReferences) throw tooMany(key)
    references.push({ shape, meters, ...(seen === undefined ? {} : { seen }) })
  }
  return byKey
}

/** What a dialog can show of a stored setting, which an import may have left in any state. */
export function usableReferences(value: unknown): readonly StoredReference[] {
  return Array.isArray(value) ? value.filter(isStored) : []
}

/** What a context store holds, as far as it can be used: anybody may write into it. */
export function restoredReferences(value: unknown): ReferencesByKey {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return new Map(
    entries.flatMap(([key, list]: [string, unknown]) => {
      const references = Array.isArray(list) ? (list as readonly object[]) : []
      const stored = references.map((reference) => ({ ...reference, key }))
      try {
        return [...readReferences(stored)]
      } catch {
        return []
      }
    }),
  )
}

function isStored(value: unknown): value is StoredReference {
  if (typeof value !== 'object' || value === null) return false
  const { key, shape, seen } = value as Partial<Record<keyof StoredReference, unknown>>
  return typeof key === 'string' && isShape(shape) && (seen === undefined || isSighting(seen))
}

function isSighting(value: unknown): value is Sighting {
  if (typeof value !== 'object' || value === null) return false
  const { depth, low, high, origin } = value as Partial<Record<keyof Sighting, unknown>>
  // Numbers that are not finite are stored as null.
  return (
    [depth, low, high].every((part) => part === null || typeof part === 'number') &&
    typeof origin === 'object' &&
    origin !== null &&
    'kind' in origin &&
    Object.hasOwn(depthKinds, String(origin.kind))
  )
}

function withoutDistance(key: string, number: number): DepthError {
  return new DepthError(
    'CONFIG_INVALID',
    `Reference ${number}${named(key)} has no distance. Enter meters above 0, up to ${farthestReference}.`,
  )
}

function tooMany(key: string): DepthError {
  return new DepthError(
    'CONFIG_INVALID',
    `There are more than ${mostReferences} references${named(key)}. Delete some.`,
  )
}

function named(key: string): string {
  return key === '' ? '' : ` of "${key}"`
}
