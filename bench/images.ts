import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Size } from '../lib/frames/image-frame'
import { cache } from './models'

export const imageSizes = {
  '480p': { width: 640, height: 480 },
  '720p': { width: 1280, height: 720 },
  '1080p': { width: 1920, height: 1080 },
  '2160p': { width: 3840, height: 2160 },
  '4320p': { width: 7680, height: 4320 },
} as const satisfies Record<string, Size>

export type ImageName = keyof typeof imageSizes

/**
 * An image and its file. A smooth one has broad shapes and a few sharp edges, so that the mean of its
 * channels, which the near-zero graph returns as depth, looks like a depth map. Grain makes it look
 * like a camera at night.
 */
export async function image(
  { width, height }: Size,
  surface: 'smooth' | 'grainy' = 'smooth',
): Promise<{ file: string; jpeg: Buffer }> {
  await mkdir(cache, { recursive: true })
  const file = join(cache, `${surface}-${width}x${height}.jpg`)
  if (!existsSync(file)) await writeFile(file, await drawn(width, height, surface === 'grainy'))
  return { file, jpeg: await readFile(file) }
}

/**
 * A lamp and a shadow are clipped, as in most images, so that the largest and the smallest depth do
 * not depend on how a resize treats the edges.
 */
async function drawn(width: number, height: number, hasGrain: boolean): Promise<Buffer> {
  const data = Buffer.alloc(width * height * 3)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = [x / width, y / height]
      const shape = 70 * Math.sin(9 * u + 4 * v * v) + 30 * Math.cos(20 * u * v + 6 * v)
      const light = isNear(u, v, 0.8, 0.25) ? 255 : isNear(u, v, 0.2, 0.75) ? -255 : 0
      const grain = hasGrain ? (((x * 7) ^ (y * 13)) % 13) - 6 : 0
      data[at++] = byte(110 + shape + light + grain)
      data[at++] = byte(120 + 0.7 * shape + 40 * v + light + grain)
      data[at++] = byte(130 - 0.5 * shape + light + grain)
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer()
}

function isNear(u: number, v: number, centerU: number, centerV: number): boolean {
  return (u - centerU) ** 2 + (v - centerV) ** 2 < 0.05 ** 2
}

function byte(value: number): number {
  return Math.min(Math.max(value, 0), 255)
}
