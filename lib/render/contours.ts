import { contrastOf, type Palette } from './palette'
import { placeOf, type Panel } from './panel'
import type { Tick } from './ticks'

/** A line is one pixel thick for so many pixels of the image's shorter side. */
const sidePerPixel = 360

/**
 * Draws a line wherever the depth passes a tick, black on bright colors and white on dark ones.
 *
 * @param indices of the panel's pixels in the palette
 */
export function drawContours(
  panel: Panel,
  indices: Uint8Array,
  ticks: readonly Tick[],
  palette: Palette,
): void {
  const { words, width, height } = panel
  const levels = ticks.map(({ index }) => index).sort((a, b) => a - b)
  const bands = bandsOf(levels)
  // No line leads below the first level.
  const lines = [0, ...levels.map((level) => contrastOf(palette, level))]
  const thickness = Math.max(1, Math.round(Math.min(width, height) / sidePerPixel))
  for (let y = 0; y < height - thickness; y++) {
    for (let x = 0; x < width - thickness; x++) {
      const at = y * width + x
      const band = bands[indices[at] ?? 0] ?? 0
      const right = bands[indices[at + thickness] ?? 0] ?? 0
      const below = bands[indices[at + thickness * width] ?? 0] ?? 0
      if (band === right && band === below) continue
      words[placeOf(panel, x, y)] = lines[Math.max(band, right, below)] ?? 0
    }
  }
}

/** For each index, how many levels lie at or below it. */
function bandsOf(levels: readonly number[]): Uint8Array {
  return Uint8Array.from(
    { length: 256 },
    (_, index) => levels.filter((level) => level <= index).length,
  )
}
