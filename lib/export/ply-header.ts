import type { Cloud } from './cloud'

const units = {
  metric: 'unit: meters',
  relative: 'NOT TO SCALE: this depth is relative and was not calibrated, planes may be bent',
} as const

/** The header of a PLY file, with what its numbers mean as comments. */
export function plyHeader(
  { positions, colors, isMetric }: Cloud,
  encoding: 'ascii' | 'binary_little_endian',
): string {
  const properties = ['float x', 'float y', 'float z']
  if (colors !== undefined) properties.push('uchar red', 'uchar green', 'uchar blue')
  return [
    'ply',
    `format ${encoding} 1.0`,
    `comment ${isMetric ? units.metric : units.relative}`,
    'comment x to the right, y down, z away from the camera',
    `element vertex ${positions.length / 3}`,
    ...properties.map((property) => `property ${property}`),
    'end_header\n',
  ].join('\n')
}
