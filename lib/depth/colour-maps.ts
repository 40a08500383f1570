import tables from './colour-map-tables.json'

type BaseName = keyof typeof tables

/** A matplotlib colour map by its name in lower case; `_r` turns the table round. */
export type ColourMapName = BaseName | `${BaseName}_r`

const baseNames = Object.keys(tables) as BaseName[]

/** All names, each map followed by its reverse. */
export const colourMapNames: readonly ColourMapName[] = baseNames.flatMap((name) => [
  name,
  `${name}_r` as const,
])

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
  const table = decode(name)
  decoded.set(name, table)
  return table
}

function decode(name: ColourMapName): Uint8Array {
  if (!name.endsWith('_r')) return Buffer.from(tables[name as BaseName], 'base64')
  const table = colourMap(name.slice(0, -2) as BaseName)
  return Uint8Array.from(
    { length: table.length },
    (_, i) => table[table.length - 3 - i + 2 * (i % 3)] ?? 0,
  )
}
