import type { Size } from '../frames/image-frame'
import { isOverlay, type Composition } from './compositions'
import { drawContours } from './contours'
import { drawLegend } from './legend'
import { wordsOf, type FarEnd, type Palette } from './palette'
import { placeOf, type Panel } from './panel'
import type { Tick } from './ticks'

/** What surrounds and covers a drawn depth map. */
export interface Surroundings {
  readonly composition: Composition
  readonly contours: boolean
  readonly legend: boolean
  /** Of the depth values; undefined where they have none. */
  readonly unit: string | undefined
}

interface DrawnDepth extends Size {
  /** One byte a pixel: which color of the palette it has. */
  readonly indices: Uint8Array
  readonly palette: Palette
  readonly farEnd: FarEnd
  readonly ticks: readonly Tick[]
}

/**
 * Puts an image together: source image, depth map, contour lines, legend, each above the ones before.
 *
 * @param image R, G, B of the source image at the depth map's size; unused where it is not shown
 * @param pixels receives the image, four bytes a pixel (R, G, B, A)
 */
export function compose(
  depth: DrawnDepth,
  image: Uint8Array,
  { composition, contours, legend, unit }: Surroundings,
  pixels: ArrayBuffer,
): void {
  const { indices, palette, farEnd, ticks } = depth
  const column = (at: number): Panel => ({
    bytes: new Uint8Array(pixels),
    words: new Uint32Array(pixels),
    width: depth.width,
    height: depth.height,
    stride: composition.columns * depth.width,
    left: at * depth.width,
  })
  const panel = column(composition.depth)
  if (composition.image !== undefined) drawImage(column(composition.image), image)
  if (isOverlay(composition)) blendColors(panel, indices, palette)
  else drawColors(panel, indices, wordsOf(palette))
  if (contours) drawContours(panel, indices, ticks, palette)
  if (legend) drawLegend(panel, palette, { ticks, unit, farEnd })
}

function drawImage(panel: Panel, image: Uint8Array): void {
  const { bytes, width, height } = panel
  let from = 0
  for (let y = 0; y < height; y++) {
    let to = 4 * placeOf(panel, 0, y)
    for (let x = 0; x < width; x++) {
      bytes[to++] = image[from++] ?? 0
      bytes[to++] = image[from++] ?? 0
      bytes[to++] = image[from++] ?? 0
      bytes[to++] = 255
    }
  }
}

function drawColors(panel: Panel, indices: Uint8Array, colors: Uint32Array): void {
  const { words, width, height } = panel
  for (let y = 0; y < height; y++) {
    const start = placeOf(panel, 0, y)
    for (let x = 0; x < width; x++) words[start + x] = colors[indices[y * width + x] ?? 0] ?? 0
  }
}

/** Over what the panel shows, each color as opaque as it is. */
function blendColors(panel: Panel, indices: Uint8Array, palette: Palette): void {
  const { bytes, width, height } = panel
  for (let y = 0; y < height; y++) {
    let to = 4 * placeOf(panel, 0, y)
    for (let x = 0; x < width; x++, to += 4) {
      const color = 4 * (indices[y * width + x] ?? 0)
      const alpha = palette[color + 3] ?? 0
      bytes[to] = mixed(bytes[to] ?? 0, palette[color] ?? 0, alpha)
      bytes[to + 1] = mixed(bytes[to + 1] ?? 0, palette[color + 1] ?? 0, alpha)
      bytes[to + 2] = mixed(bytes[to + 2] ?? 0, palette[color + 2] ?? 0, alpha)
    }
  }
}

/** `above` over `below`, rounded; divides by 255 in whole numbers, which is faster. */
function mixed(below: number, above: number, alpha: number): number {
  const sum = below * (255 - alpha) + above * alpha + 128
  return (sum + (sum >> 8)) >> 8
}
