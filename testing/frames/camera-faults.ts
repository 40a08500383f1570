import sharp from 'sharp'
import { samplePath } from '../../lib/image/sample-path'
import type { SampleName } from '../../lib/image/sample-names'
import { noise } from './noise'

const size = { width: 320, height: 240 }

/** What a covered lens gives: one level with the noise of a sensor, as a JPEG. */
export function covered(level: number, deviation = 4): Promise<Buffer> {
  const grain = noise(1)
  const pixels = Uint8ClampedArray.from(
    { length: 3 * size.width * size.height },
    () => level + deviation * grain(),
  )
  return sharp(pixels, { raw: { ...size, channels: 3 } })
    .jpeg({ quality: 70 })
    .toBuffer()
}

/**
 * A sample as the camera sees it by night, or in fog: darker, with the noise of a sensor, as a JPEG.
 *
 * @param gain what is left of its light, 0 to 1
 * @param haze what is added, in levels of 0 to 255
 */
export async function dimmed(name: SampleName, gain: number, haze = 0): Promise<Buffer> {
  const grain = noise(1)
  const image = sharp(samplePath(name)).resize({ ...size, fit: 'fill' })
  const pixels = await image.removeAlpha().raw().toBuffer()
  const seen = Uint8ClampedArray.from(pixels, (level) => gain * level + haze + 4 * grain())
  return sharp(seen, { raw: { ...size, channels: 3 } })
    .jpeg({ quality: 70 })
    .toBuffer()
}
