import type { DepthFrame } from '../../lib/frames/depth-frame'

/*
 * The steps after the model in the run.py of Depth-Anything and of Depth-Anything-V2, as their authors
 * released it: the case of Depth-Anything-V2's issue 7. Arrays are created where numpy creates them.
 */

/** A depth map stretched to the size of its image: bilinear, pixel centers at one half. */
export function upsampled(frame: DepthFrame): Float32Array {
  const { data, width, height, source } = frame
  const result = new Float32Array(source.width * source.height)
  for (let y = 0, at = 0; y < source.height; y++) {
    const rows = between(y, source.height, height)
    for (let x = 0; x < source.width; x++) {
      const { first, second, weight } = between(x, source.width, width)
      const top = mixed(data, rows.first * width, first, second, weight)
      const bottom = mixed(data, rows.second * width, first, second, weight)
      result[at++] = top + (bottom - top) * rows.weight
    }
  }
  return result
}

function mixed(data: Float32Array, row: number, first: number, second: number, weight: number) {
  const value = data[row + first] ?? 0
  return value + ((data[row + second] ?? 0) - value) * weight
}

function between(place: number, target: number, source: number) {
  const exact = Math.min(Math.max(((place + 0.5) * source) / target - 0.5, 0), source - 1)
  const first = Math.floor(exact)
  return { first, second: Math.min(first + 1, source - 1), weight: exact - first }
}

/** V1, on its GPU: `(depth - depth.min()) / (depth.max() - depth.min()) * 255.0`, as 8 bits. */
export function eightBits(depth: Float32Array): Buffer {
  const { min, max } = extent(depth)
  const factor = 255 / (max - min)
  const result = Buffer.allocUnsafe(depth.length)
  for (let i = 0; i < depth.length; i++) result[i] = ((depth[i] ?? 0) - min) * factor
  return result
}

/** V1, on the CPU: `cv2.applyColorMap(depth, cv2.COLORMAP_INFERNO)`, a table of 256 colors. */
export function tableColors(indices: Uint8Array, colors: Uint8Array): Buffer {
  const result = Buffer.allocUnsafe(3 * indices.length)
  for (let i = 0, at = 0; i < indices.length; i++) {
    const from = 3 * (indices[i] ?? 0)
    result[at++] = colors[from] ?? 0
    result[at++] = colors[from + 1] ?? 0
    result[at++] = colors[from + 2] ?? 0
  }
  return result
}

/**
 * V2, all on the CPU: min-max over the float map, then
 * `(cmap(depth)[:, :, :3] * 255)[:, :, ::-1].astype(np.uint8)`, where `cmap` makes four doubles a
 * pixel.
 */
export function floatColors(depth: Float32Array, colors: Uint8Array): Buffer {
  const { min, max } = extent(depth)
  const shifted = depth.map((value) => value - min)
  const unit = shifted.map((value) => value / (max - min))
  const indices = Uint8Array.from(unit.map((value) => value * 255))
  const rgba = new Float64Array(4 * indices.length)
  for (let i = 0, at = 0; i < indices.length; i++) {
    const from = 3 * (indices[i] ?? 0)
    rgba[at++] = (colors[from] ?? 0) / 255
    rgba[at++] = (colors[from + 1] ?? 0) / 255
    rgba[at++] = (colors[from + 2] ?? 0) / 255
    rgba[at++] = 1
  }
  const scaled = rgba.map((value) => value * 255)
  const result = Buffer.allocUnsafe(3 * indices.length)
  for (let from = 0, at = 0; from < scaled.length; from += 4) {
    result[at++] = scaled[from] ?? 0
    result[at++] = scaled[from + 1] ?? 0
    result[at++] = scaled[from + 2] ?? 0
  }
  return result
}

function extent(depth: Float32Array): { min: number; max: number } {
  let [min, max] = [Infinity, -Infinity]
  for (const value of depth) {
    if (value < min) min = value
    if (value > max) max = value
  }
  return { min, max }
}
