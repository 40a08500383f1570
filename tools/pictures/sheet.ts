import sharp, { type Sharp } from 'sharp'
import type { Size } from '../../lib/frames/image-frame'

export interface Tile {
  /** An encoded image of the sheet's tile size; undefined leaves the place empty. */
  readonly image: Buffer | undefined
  /** Stands above the tile. */
  readonly label?: string
}

const gap = 8
const labelHeight = 24

/** Lays tiles out row by row on white, with room for labels above the rows that have some. */
export function sheet(tiles: readonly Tile[], columns: number, { width, height }: Size): Sharp {
  const layers: { input: Buffer; left: number; top: number }[] = []
  let top = 0
  for (let first = 0; first < tiles.length; first += columns) {
    const row = tiles.slice(first, first + columns)
    const isLabeled = row.some(({ label }) => label !== undefined)
    const labels = isLabeled ? labelHeight : 0
    row.forEach(({ image, label }, column) => {
      const left = column * (width + gap)
      if (label !== undefined) layers.push({ input: text(label, width), left, top })
      if (image !== undefined) layers.push({ input: image, left, top: top + labels })
    })
    top += labels + height + gap
  }
  const size = { width: columns * (width + gap) - gap, height: top - gap }
  return sharp({ create: { ...size, channels: 3, background: '#fff' } }).composite(layers)
}

function text(label: string, width: number): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${labelHeight}">` +
      `<text x="0" y="17" font-family="sans-serif" font-size="15" fill="#444">${label}</text></svg>`,
  )
}
