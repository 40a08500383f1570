import tables from './color-map-tables.json'

/** A matplotlib colour map by its name in lower case; those in `_r` are the reversed ones. */
export type ColourMapName = keyof typeof tables

/** All names, each map followed by its reverse. */
export const colourMapNames = Object.keys(tables) as readonly ColourMapName[]

export function isColourMapName(value: unknown): value is ColourMapName {
  return (colourMapNames as readonly unknown[]).includes(value)
}

const decoded = new Map<ColourMapName, Uint8Array>()

/**
 * The 256 colours of a map, three bytes (R, G, B) each, equal to matplotlib's. Not to be written to.
 */
export function colourMap(name: ColourMapName): Uint8Array {
  const known = decoded.get(name)
  if (known !== undefined) return known
  const table = Buffer.from(tables[name], 'base64')
  decoded.set(name, table)
  return table
}
