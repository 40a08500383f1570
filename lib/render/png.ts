import { promisify } from 'node:util'
import { constants, crc32, deflate } from 'node:zlib'
import type { Size } from '../frames/image-frame'
import type { Palette } from './palette'

const compress = promisify(deflate)

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
const bitDepth = 8
const gray = 0
const indexed = 3
const upFilter = 2

/** Bytes of one row of a PNG: the filter type comes before the pixels. */
export function pngStride(width: number): number {
  return width + 1
}

/**
 * Turns rows of pixels, one byte each, with `pngStride` bytes from row to row and the first byte of
 * each row free, into the rows of a PNG: each holds the differences from the row above (PNG
 * specification, 9.2, filter "Up"). Depth is smooth, so that most of them are zero.
 *
 * @param rows changed in place, from the last row up
 */
export function filterUp(rows: Uint8Array, width: number): void {
  const stride = pngStride(width)
  for (let start = rows.length - stride; start >= 0; start -= stride) {
    rows[start] = upFilter
    if (start === 0) return
    for (let at = start + 1; at < start + stride; at++) {
      rows[at] = (rows[at] ?? 0) - (rows[at - stride] ?? 0)
    }
  }
}

/**
 * Encodes a PNG of 8-bit rows: gray, or indices into a palette. Not libvips, which at 1280x720 takes two
 * to three times as long for files 12 to 35 % larger (docs/performance.md): level 6 with the strategy
 * for runs suits what `filterUp` leaves.
 *
 * @param rows from `filterUp`
 */
export async function encodePng(
  rows: Uint8Array,
  { width, height }: Size,
  palette: Palette | undefined,
): Promise<Buffer> {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = bitDepth
  header[9] = palette === undefined ? gray : indexed
  const data = await compress(rows, {
    level: 6,
    strategy: constants.Z_RLE,
    chunkSize: 256 * 1024,
  })
  return Buffer.concat([
    signature,
    ...chunk('IHDR', header),
    ...(palette === undefined ? [] : paletteChunks(palette)),
    ...chunk('IDAT', data),
    ...chunk('IEND', Buffer.alloc(0)),
  ])
}

/** Colors, and their alpha where one of them is not opaque (PNG specification, 11.2.2 and 11.3.1.1). */
function paletteChunks(palette: Palette): Uint8Array[] {
  const alpha = palette.filter((_, i) => i % 4 === 3)
  const colors = palette.filter((_, i) => i % 4 !== 3)
  const isOpaque = alpha.every((value) => value === 255)
  return [...chunk('PLTE', colors), ...(isOpaque ? [] : chunk('tRNS', alpha))]
}

/** Length, type, data, and the checksum of type and data (PNG specification, 5.3). */
function chunk(type: string, data: Uint8Array): Uint8Array[] {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(data.length, 0)
  head.write(type, 4, 'latin1')
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32BE(crc32(data, crc32(head.subarray(4))), 0)
  return [head, data, checksum]
}
