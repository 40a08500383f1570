import type { Cloud } from './cloud'
import { plyHeader } from './ply-header'

const positionBytes = 12
const colorBytes = 3

/** A point cloud as binary PLY, little endian. */
export function encodePly(cloud: Cloud): Uint8Array<ArrayBuffer> {
  const { positions, colors } = cloud
  const header = plyHeader(cloud, 'binary_little_endian')
  const count = positions.length / 3
  const stride = positionBytes + (colors === undefined ? 0 : colorBytes)
  const file = new Uint8Array(header.length + count * stride)
  Buffer.from(file.buffer).write(header, 'latin1')
  const view = new DataView(file.buffer, header.length)
  for (let i = 0; i < count; i++) {
    const at = i * stride
    for (let axis = 0; axis < 3; axis++) {
      view.setFloat32(at + 4 * axis, positions[3 * i + axis] ?? NaN, true)
    }
    if (colors === undefined) continue
    file.set(colors.subarray(3 * i, 3 * i + 3), header.length + at + positionBytes)
  }
  return file
}
