import { bytesOf, joined, type ValueMap } from './value-map'

/**
 * Portable float map, one channel: a negative scale says little endian, and rows come from the bottom
 * up (as Paul Debevec's format, OpenCV and the Middlebury stereo benchmark have it).
 */
export function encodePfm({ values, width, height }: ValueMap): Uint8Array<ArrayBuffer> {
  const header = Buffer.from(`Pf\n${width} ${height}\n-1.0\n`, 'latin1')
  const rows = Array.from({ length: height }, (_, fromBottom) => {
    const start = (height - 1 - fromBottom) * width
    return bytesOf(values.subarray(start, start + width))
  })
  return joined(header, ...rows)
}
