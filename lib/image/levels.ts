import type { ChannelStats, Metadata, Sharp } from 'sharp'
import { DepthError } from '../errors'
import type { ImageWarning } from '../frames/image-frame'
import { requireSharp } from './sharp'

/** Of what kind the pixels of an image are. */
export type PixelKind = Pick<Metadata, 'depth' | 'hasAlpha' | 'space'>

/** The least and the largest of nearly all values, in all channels. */
interface Range {
  readonly low: number
  readonly high: number
}

/** Three channels of 8 bits, and that they were stretched. */
interface Stretched {
  readonly bytes: Buffer
  readonly warning: ImageWarning
}

/** Gray and RGB; others, such as CMYK and Lab, have their own meaning of each value. */
const stretchedSpaces: readonly unknown[] = ['b-w', 'grey16', 'srgb', 'rgb', 'rgb16', 'scrgb']

/** The kinds of deep pixels whose values have a range of their own. */
const ownRanges: readonly (Range & { readonly depth: string; readonly space?: string })[] = [
  { depth: 'ushort', low: 0, high: 65_535 },
  { depth: 'float', space: 'scrgb', low: 0, high: 1 },
]

/** The part of its own range that an image has to use, so that it is not stretched. */
const lowContrast = 1 / 4

/** Whether an image has other values than the whole numbers from 0 to 255. */
export function isDeep({ depth, space }: PixelKind): boolean {
  return depth !== 'uchar' && stretchedSpaces.includes(space)
}

/**
 * A deep image as one of 8 bits. Thermal cameras use a few hundred of 65,536 levels, and floating
 * point and signed values have no range of their own: all would become nearly flat, black or white,
 * so they are stretched to full contrast. Undefined where libvips keeps the contrast.
 *
 * @param chain the image without alpha at its full size, as resizing rounds away small differences
 * @throws DepthError IMAGE_INVALID where there are values that are not numbers, or of 16-bit
 *   floating point, which sharp rounds
 */
export async function stretch(
  chain: Sharp,
  kind: PixelKind,
  source: string,
): Promise<Stretched | undefined> {
  const { values, below, size } = await valuesOf(chain, kind, source)
  const { width, channels } = size
  const deep = requireSharp()(values, { raw: size, limitInputPixels: false })
  const { channels: statistics } = await deep.clone().stats()
  const ranges = statistics.map((channel, index) =>
    usedRange(channel, (x, y) => values[(y * width + x) * channels + index] ?? NaN),
  )
  const low = Math.min(...ranges.map((range) => range.low))
  const high = Math.max(...ranges.map((range) => range.high))
  if (!Number.isFinite(high - low)) {
    throw new DepthError(
      'IMAGE_INVALID',
      `${source} has values that are not numbers (NaN or infinite). Fill them before you send it.`,
    )
  }
  const found = { low: low - below, high: high - below }
  if (high === low || keepsContrast(found, kind)) return undefined
  const scale = 65_535 / (high - low)
  const bytes = await deep
    .linear(scale, -low * scale)
    .toColorspace('srgb')
    .raw()
    .toBuffer()
  return { bytes, warning: stretchWarning(source, found) }
}

interface Values {
  readonly values: Uint16Array | Float32Array
  /** What was added to each value, so that none is below zero. */
  readonly below: number
  readonly size: { width: number; height: number; channels: 1 | 2 | 3 | 4 }
}

async function valuesOf(
  chain: Sharp,
  { depth, space }: PixelKind,
  source: string,
): Promise<Values> {
  // What sharp hands out in a space of 16 bits is cut to whole numbers from 0 to 65,535.
  const isCut = space === 'grey16' || space === 'rgb16'
  if (isCut && depth === 'float') {
    throw new DepthError(
      'IMAGE_INVALID',
      `${source} has 16-bit floating point values, which are not supported. Send 32-bit ones.`,
    )
  }
  const whole = depth === 'ushort' || isCut
  const below = whole && depth !== 'ushort' ? 32_768 : 0
  const { data, info } = await (below > 0 ? chain.linear(1, below) : chain)
    .toColorspace(space)
    .raw({ depth: whole ? 'ushort' : 'float' })
    .toBuffer({ resolveWithObject: true })
  const values = whole
    ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2)
    : new Float32Array(data.buffer, data.byteOffset, data.byteLength / 4)
  return { values, below, size: info }
}

function keepsContrast({ low, high }: Range, { depth, space }: PixelKind): boolean {
  const own = ownRanges.find(
    (range) => range.depth === depth && (range.space === undefined || range.space === space),
  )
  if (own === undefined || low < own.low || high > own.high) return false
  return high - low >= lowContrast * (own.high - own.low)
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
): Range {
  // One value alone deviates by 0/0.
  const spread = 3 * (Number.isNaN(stdev) ? 0 : stdev)
  return {
    low: Math.max(at(minX, minY), mean - spread),
    high: Math.min(at(maxX, maxY), mean + spread),
  }
}

function stretchWarning(source: string, { low, high }: Range): ImageWarning {
  const range = [low, high].map((value) => Number(value.toPrecision(4))).join(' to ')
  return {
    kind: 'stretched',
    message:
      `${source} has values from about ${range}, which were stretched to full contrast: as they are, ` +
      '8 bits would show them flat, black or white. Send 8-bit images to choose the contrast yourself.',
  }
}
