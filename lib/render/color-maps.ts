import tables from './color-map-tables.json'

/** A matplotlib color map by its name in lower case; those in `_r` are the reversed ones. */
export type ColorMapName = keyof typeof tables

/** All names, each map followed by its reverse. */
export const colorMapNames = Object.keys(tables) as readonly ColorMapName[]

export function isColorMapName(value: unknown): value is ColorMapName {
  return (colorMapNames as readonly unknown[]).includes(value)
}

const decoded = new Map<ColorMapName, Uint8Array>()

/**
 * The 256 colors of a map, three bytes (R, G, B) each, equal to matplotlib's. Not to be written to.
 */
export function colorMap(name: ColorMapName): Uint8Array {
  const known = decoded.get(name)
  if (known !== undefined) return known
  const table = Buffer.from(tables[name], 'base64')
  decoded.set(name, table)
  return table
}
