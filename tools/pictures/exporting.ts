import sharp from 'sharp'
import { mapCamera } from '../../lib/depth/geometry/camera'
import { cloudOf, type Cloud } from '../../lib/export/cloud'
import type { Size } from '../../lib/frames/image-frame'
import { cameraOf } from '../../lib/image/lens'
import { loadImage } from '../../lib/image/load'
import { samplePath } from '../../lib/image/sample-path'
import { sheet } from './sheet'
import { trueMeters } from './true-depth'

const tile = { width: 640, height: 360 }
/** Pixels on each side of a point. */
const dot = 2

/** The point cloud is turned around a point that far from the camera, in meters, by degrees. */
const pivot = 4
const viewpoint = { aside: 14, down: 12 } as const

/** A room, and the point cloud of its true depth as export depth writes it. */
export async function exporting(): Promise<Buffer> {
  const file = samplePath('room')
  const { frame: seen } = await loadImage(file, { label: 'the sample' })
  const frame = await trueMeters('room', seen)
  const { width, height, kind, range, source } = frame
  const camera = mapCamera(cameraOf({ fieldOfView: 60 }, source), source, frame)
  const { pixels } = await seen.pixels({ width, height })
  const cloud = cloudOf(
    { width, height, values: Float32Array.from(frame.data) },
    { kind, range, camera, stride: 1, limit: undefined, withoutEdges: true },
    pixels.data,
  )
  const tiles = [
    { label: 'the image', image: await sharp(file).resize(tile).toBuffer() },
    { label: 'its point cloud, from another side', image: await drawn(cloud, tile) },
  ]
  return sheet(tiles, tiles.length, tile).jpeg({ quality: 90 }).toBuffer()
}

/** Points in perspective; the nearer one hides the farther one. */
function drawn({ positions, colors }: Cloud, size: Size): Promise<Buffer> {
  const { width, height } = size
  const data = new Uint8Array(3 * width * height).fill(24)
  const nearest = new Float32Array(width * height).fill(Infinity)
  const turn = turned(viewpoint.aside, viewpoint.down)
  for (let i = 0; i < positions.length; i += 3) {
    const [x, y, z] = turn(positions[i] ?? NaN, positions[i + 1] ?? NaN, positions[i + 2] ?? NaN)
    if (z <= 0) continue
    const column = Math.round(width / 2 + (width * x) / z)
    const row = Math.round(height / 2 + (width * y) / z)
    for (let near = row - dot; near <= row + dot; near++) {
      for (let aside = column - dot; aside <= column + dot; aside++) {
        const at = near * width + aside
        if (near < 0 || near >= height || aside < 0 || aside >= width) continue
        if (z >= (nearest[at] ?? 0)) continue
        nearest[at] = z
        data.set(colors?.subarray(i, i + 3) ?? [255, 255, 255], 3 * at)
      }
    }
  }
  return sharp(data, { raw: { ...size, channels: 3 } })
    .png()
    .toBuffer()
}

/** Turns points around the upright axis, then around that to the right. */
function turned(aside: number, down: number) {
  const [a, b] = [(aside * Math.PI) / 180, (down * Math.PI) / 180]
  return (x: number, y: number, z: number): readonly [number, number, number] => {
    const away = z - pivot
    const [x1, z1] = [Math.cos(a) * x - Math.sin(a) * away, Math.sin(a) * x + Math.cos(a) * away]
    const [y1, z2] = [Math.cos(b) * y - Math.sin(b) * z1, Math.sin(b) * y + Math.cos(b) * z1]
    return [x1, y1, z2 + pivot]
  }
}
