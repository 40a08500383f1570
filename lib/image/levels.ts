import type { ChannelStats, Metadata, Sharp } from 'sharp'
import { DepthError } from '../errors'
import type { ImageWarning } from '../frames/image-frame'
import { requireSharp } from './sharp'

/** Three channels of 8 bits, and whether they were stretched. */
interface EightBits {
  readonly bytes: Buffer
  readonly warnings: readonly ImageWarning[]
}

/** The part of all 16-bit levels that an image may leave unused before it is stretched. */
const lowContrast = 65_536 / 4

/** Whether an image is gray and has more than 8 bits. */
export function isDeepGray({ depth, channels }: Pick<Metadata, 'depth' | 'channels'>): boolean {
  return depth !== 'uchar' && channels <= 2
}

/**
 * A gray image of more than 8 bits as one of 8 bits. Thermal cameras use a few hundred of 65,536
 * levels, and floating point values have no range of their own: both would become flat gray or
 * black, so they are stretched to full contrast.
 *
 * @param chain the image without alpha at its full size, as resizing rounds away small differences
 * @throws DepthError IMAGE_INVALID where there are values that are not numbers
 */
export async function toEightBits(chain: Sharp, depth: string, source: string): Promise<EightBits> {
  const whole = depth === 'ushort'
  const { data, info } = await chain
    .toColorspace(whole ? 'grey16' : 'b-w')
    .raw({ depth: whole ? 'ushort' : 'float' })
    .toBuffer({ resolveWithObject: true })
  const values = whole
    ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2)
    : new Float32Array(data.buffer, data.byteOffset, data.byteLength / 4)
  const { width, height, channels } = info
  const options = { raw: { width, height, channels }, limitInputPixels: false } as const
  const deep = requireSharp()(values, options)
  const [gray] = (await deep.clone().stats()).channels as [ChannelStats]
  const { low, high } = usedRange(gray, (x, y) => values[y * width + x] ?? NaN)
  if (!Number.isFinite(high - low)) {
    throw new DepthError(
      'IMAGE_INVALID',
      `${source} has values that are not numbers (NaN or infinite). Fill them before you send it.`,
    )
  }
  const stretched = high > low && (!whole || high - low < lowContrast)
  if (stretched) {
    const scale = 65_535 / (high - low)
    deep.linear(scale, -low * scale)
  }
  const bytes = await deep.toColorspace('srgb').raw().toBuffer()
  return { bytes, warnings: stretched ? [stretchWarning(source, low, high)] : [] }
}

/**
 * The range that holds nearly all values: three standard deviations around the mean, so that a few
 * dead pixels do not matter.
 *
 * @param at the value at a place: libvips reports the limits as whole numbers
 */
function usedRange(
  { mean, stdev, minX, minY, maxX, maxY }: ChannelStats,
  at: (x: number, y: number) => number,
): { low: number; high: number } {
  return {
    low: Math.max(at(minX, minY), mean - 3 * stdev),
    high: Math.min(at(maxX, maxY), mean + 3 * stdev),
  }
}

function stretchWarning(source: string, low: number, high: number): ImageWarning {
  const range = [low, high].map((value) => Number(value.toPrecision(4))).join(' to ')
  return {
    kind: 'stretched',
    message:
      `${source} has values from about ${range} and would be nearly flat in 8 bits: they were ` +
      'stretched to full contrast. Send 8-bit images to choose the contrast yourself.',
  }
}
