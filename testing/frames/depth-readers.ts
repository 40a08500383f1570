import { fromArrayBuffer } from 'geotiff'
import type { Size } from '../../lib/frames/image-frame'

/** What a reader that is not ours finds in a file. */
export interface ReadMap extends Size {
  readonly values: ArrayLike<number>
  /** Of each number. */
  readonly bits: number
}

/** The bytes alone, as readers in browsers take them. */
function arrayBuffer(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer
}

export async function readPng(bytes: Buffer): Promise<ReadMap> {
  const { decode } = await import('fast-png')
  const { width, height, data, depth } = decode(bytes)
  return { width, height, values: data, bits: depth }
}

export async function readTiff(bytes: Buffer): Promise<ReadMap> {
  const image = await (await fromArrayBuffer(arrayBuffer(bytes))).getImage()
  const [values = []] = (await image.readRasters()) as unknown as ArrayLike<number>[]
  return {
    width: image.getWidth(),
    height: image.getHeight(),
    values,
    bits: image.getBitsPerSample(),
  }
}

export async function readNpy(bytes: Buffer): Promise<ReadMap> {
  const { parse } = await import('npyjs')
  const { data, shape, dtype } = parse(arrayBuffer(bytes))
  const [height = 0, width = 0] = shape
  const bits = 8 * Number(dtype.slice(1))
  return { width, height, values: data as Float32Array, bits }
}

/** x, y, z of each point, and R, G, B from 0 to 1. */
export async function readPly(
  bytes: Buffer,
): Promise<{ positions: ArrayLike<number>; colors: ArrayLike<number> | undefined }> {
  const { PLYLoader } = await import('three/examples/jsm/loaders/PLYLoader.js')
  const { attributes } = new PLYLoader().parse(arrayBuffer(bytes))
  return { positions: attributes['position']?.array ?? [], colors: attributes['color']?.array }
}
