import sharp from 'sharp'
import { ImageFrame, type Pixels, type Size } from '../../lib/frames/image-frame'
import { loadImage } from '../../lib/image/load'
import type { SampleName } from '../../lib/image/sample-names'
import { samplePath } from '../../lib/image/sample-path'
import { Random } from '../chaos/random'
import { noise } from './noise'

/** What a fixed camera does to an image that stands still. */
export interface ClipOptions extends Size {
  readonly frames: number
  readonly seed: number
  /** Standard deviation of the sensor's noise, in levels of 0 to 255. */
  readonly noise: number
  /** By how much the brightness wobbles, as a part of it. */
  readonly wobble: number
  /** By how many pixels the camera trembles, to each side. */
  readonly jitter: number
  /** A thing that is there from this frame on, a quarter of the image wide and in its middle. */
  readonly objectFrom?: number
}

/** What clips of a fixed camera have in common. */
export const fixedCamera = { width: 320, height: 180, noise: 5, wobble: 0.05, jitter: 1 } as const

/** Frames of a clip made from a sample image, the same each time. */
export async function clip(sample: SampleName, options: ClipOptions): Promise<ImageFrame[]> {
  const { width, height, jitter } = options
  const whole = await pixelsOf(sample, { width: width + 2 * jitter, height: height + 2 * jitter })
  const object = await pixelsOf('photo-coffee', { width: width >> 2, height: height >> 1 })
  const random = new Random(options.seed)
  const gauss = noise(options.seed)
  const grain = Float32Array.from({ length: 1 << 16 }, gauss)
  const frames: ImageFrame[] = []
  for (let at = 0; at < options.frames; at++) {
    const withObject = options.objectFrom !== undefined && at >= options.objectFrom
    const scene = withObject ? pasted(whole, object) : whole
    const left = random.int(2 * jitter + 1)
    const top = random.int(2 * jitter + 1)
    const gain = 1 + options.wobble * (random.int(2001) / 1000 - 1)
    const offset = random.int(grain.length)
    const data = new Uint8ClampedArray(3 * width * height)
    for (let row = 0; row < height; row++) {
      const from = 3 * ((row + top) * whole.width + left)
      for (let i = 0; i < 3 * width; i++) {
        const to = 3 * row * width + i
        const speck = grain[(offset + to * 7) & 0xffff] ?? 0
        data[to] = gain * (scene.data[from + i] ?? 0) + options.noise * speck
      }
    }
    frames.push(await frameOf({ data: new Uint8Array(data.buffer), width, height }))
  }
  return frames
}

async function pixelsOf(sample: SampleName, size: Size): Promise<Pixels> {
  const resized = sharp(samplePath(sample)).resize(size.width, size.height, { fit: 'fill' })
  return { ...size, data: new Uint8Array(await resized.removeAlpha().raw().toBuffer()) }
}

/** An image with another one in its middle, at the bottom. */
function pasted(image: Pixels, object: Pixels): Pixels {
  const data = image.data.slice()
  const left = (image.width - object.width) >> 1
  for (let row = 0; row < object.height; row++) {
    const to = (image.height - object.height + row) * image.width + left
    const from = 3 * row * object.width
    data.set(object.data.subarray(from, from + 3 * object.width), 3 * to)
  }
  return { ...image, data }
}

async function frameOf({ data, width, height }: Pixels): Promise<ImageFrame> {
  const value = { data: Buffer.from(data), width, height, channels: 3 }
  return (await loadImage(value, { label: 'a clip' })).frame
}
