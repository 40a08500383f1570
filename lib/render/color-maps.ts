import tables from './color-map-tables.json'

/** A color map of matplotlib by its name in lower case; those that end in `_r` are reversed. */
export type ColorMapName = keyof typeof tables

/** All names, each map followed by its reverse. */
export const colorMapNames = Object.keys(tables) as readonly ColorMapName[]

export function isColorMapName(value: unknown): value is ColorMapName {
  return (colorMapNames as readonly unknown[]).includes(value)
}

const decoded = new Map<ColorMapName, Uint8Array>()

/**
 * The 256 colors of a map, three bytes (R, G, B) each, equal to matplotlib's. Read-only by contract.
 * Decoded by what browsers have as well: the dialog shows the colors.
 */
export function colorMap(name: ColorMapName): Uint8Array {
  const known = decoded.get(name)
  if (known !== undefined) return known
  const table = Uint8Array.from(atob(tables[name]), (character) => character.charCodeAt(0))
  decoded.set(name, table)
  return table
}
