import sharp from 'sharp'
import type { ImageFrame, Pixels, Size } from '../../lib/frames/image-frame'

export type Color = readonly [red: number, green: number, blue: number]

/** The colors of the four quarters of `scene`, by their place when the image is upright. */
export const quarters = {
  topLeft: [200, 40, 40],
  topRight: [40, 200, 40],
  bottomLeft: [40, 40, 200],
  bottomRight: [200, 200, 200],
} as const satisfies Record<string, Color>

/** An image of four colored quarters with grain in it, so that its body is worth damaging. */
export function scene(width = 320, height = 240): sharp.Sharp {
  const data = Buffer.alloc(width * height * 3)
  for (let at = 0, y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const grain = ((x * 7) ^ (y * 13)) % 9
      for (const channel of quarterAt(x / width, y / height)) data[at++] = channel + grain
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
}

function quarterAt(x: number, y: number): Color {
  if (y < 0.5) return x < 0.5 ? quarters.topLeft : quarters.topRight
  return x < 0.5 ? quarters.bottomLeft : quarters.bottomRight
}

/** `scene` in each container that is read. */
export async function scenesByFormat(): Promise<Record<string, Buffer>> {
  return {
    jpeg: await scene().jpeg().toBuffer(),
    png: await scene().png().toBuffer(),
    webp: await scene().webp().toBuffer(),
    avif: await scene().avif({ effort: 0 }).toBuffer(),
    tiff: await scene().tiff({ compression: 'lzw' }).toBuffer(),
    gif: await scene().gif().toBuffer(),
  }
}

/** The color of a pixel at a place in relative coordinates. */
export function colorAt(pixels: Pixels, x: number, y: number): Color {
  const at = 3 * (Math.floor(y * pixels.height) * pixels.width + Math.floor(x * pixels.width))
  const [red = NaN, green = NaN, blue = NaN] = pixels.data.subarray(at, at + 3)
  return [red, green, blue]
}

/** Whether two colors are as close as lossy encoding leaves them. */
export function isNear(a: Color, b: Color, tolerance = 16): boolean {
  return a.every((channel, index) => Math.abs(channel - (b[index] ?? NaN)) <= tolerance)
}

/** The names of the quarters that lie at the four corners of a decoded frame, row by row. */
export async function cornersOf(frame: ImageFrame, size: Size): Promise<string[]> {
  const { pixels } = await frame.pixels(size)
  const corners = [0.2, 0.8].flatMap((y) => [0.2, 0.8].map((x) => colorAt(pixels, x, y)))
  return corners.map(
    (color) => Object.entries(quarters).find(([, known]) => isNear(color, known))?.[0] ?? 'none',
  )
}
