import type { Cloud } from './cloud'
import { plyHeader } from './ply-header'

/** As many digits as tell two 32-bit floats apart. */
const digits = 9

/** A point cloud as PLY in text: slower and larger, for people and old programs. */
export function encodePlyAscii(cloud: Cloud): Uint8Array<ArrayBuffer> {
  const { positions, colors } = cloud
  const lines: string[] = []
  for (let i = 0; i < positions.length; i += 3) {
    const place = Array.from(positions.subarray(i, i + 3), (value) =>
      String(Number(value.toPrecision(digits))),
    )
    lines.push([...place, ...(colors?.subarray(i, i + 3) ?? [])].join(' '))
  }
  return new TextEncoder().encode(`${plyHeader(cloud, 'ascii')}${lines.join('\n')}\n`)
}
