import { isShape, type Shape } from '../../lib/depth/geometry/shape'
import { wholeName } from '../../lib/depth/regions/named-region'
import { invalidSetting } from '../../lib/errors'

export { wholeName }

/** A region as the dialog stores it. */
export interface StoredRegion {
  /** The key whose frames it is measured in. */
  readonly key: string
  readonly name: string
  /** A rectangle or polygon. */
  readonly shape: Shape
}

const mostRegions = 1000

/**
 * Says what is wrong with the name of a region, in a few words that complete "is … where".
 *
 * @param others names of the other regions of its key
 */
export function nameProblem(
  name: unknown,
  others: readonly string[],
): 'empty' | 'taken' | 'reserved' | undefined {
  if (typeof name !== 'string' || name.trim() === '') return 'empty'
  if (name === wholeName) return 'reserved'
  return others.includes(name) ? 'taken' : undefined
}

/** Reads the setting with the regions of all keys. */
export function regionsSetting(value: unknown): readonly StoredRegion[] {
  const list = Array.isArray(value) ? (value as readonly unknown[]) : undefined
  if (list === undefined || list.length > mostRegions) {
    throw invalidSetting('Regions', `a list of at most ${mostRegions} regions`, value)
  }
  return list.map((entry, at) => {
    const { key, name, shape } = (entry ?? {}) as Partial<StoredRegion>
    const earlier = list.slice(0, at).filter((other) => isOfKey(other, key))
    const problem = nameProblem(
      name,
      earlier.map((other) => (other as StoredRegion).name),
    )
    if (problem !== undefined || name === undefined) {
      throw invalidSetting(`Regions: name ${at + 1}`, expected[problem ?? 'empty'], name)
    }
    if (typeof key !== 'string' || !isShape(shape) || shape.kind === 'point') {
      throw invalidSetting(`Regions: ${name}`, 'a rectangle or polygon inside the image', shape)
    }
    return { key, name, shape }
  })
}

/** What a dialog can show of a stored setting, which an import may have left in any state. */
export function usableRegions(value: unknown): readonly StoredRegion[] {
  return Array.isArray(value) ? value.filter(isRegion).slice(0, mostRegions) : []
}

function isRegion(value: unknown): value is StoredRegion {
  const { key, name, shape } = (value ?? {}) as Partial<StoredRegion>
  return (
    typeof key === 'string' && typeof name === 'string' && isShape(shape) && shape.kind !== 'point'
  )
}

const expected = {
  empty: 'a name',
  taken: 'a name that no other region of this key has',
  reserved: `a name other than "${wholeName}", which is the whole depth map,`,
} as const

function isOfKey(entry: unknown, key: unknown): boolean {
  return (entry as Partial<StoredRegion> | null)?.key === key
}
