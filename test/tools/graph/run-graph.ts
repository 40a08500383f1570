import { InferenceSession, Tensor } from 'onnxruntime-node'

export interface Depth {
  readonly dims: readonly number[]
  readonly data: Float32Array
}

/** A session of a graph that writes nothing to standard error. */
export function sessionOf(graph: Uint8Array): Promise<InferenceSession> {
  return InferenceSession.create(graph, { logSeverityLevel: 4 })
}

/** The depth that a graph gives for an image of these dimensions. */
export async function depthOf(
  graph: Uint8Array,
  pixels: Float32Array,
  dims: readonly number[],
): Promise<Depth> {
  const session = await sessionOf(graph)
  const outputs = await session.run({ pixel_values: new Tensor('float32', pixels, dims) })
  await session.release()
  const depth = outputs['predicted_depth']
  if (depth?.type !== 'float32') throw new Error('The graph gave no predicted_depth of float32.')
  return { dims: depth.dims, data: depth.data as Float32Array }
}

/** Pixels [3, height, width] of every kind from -1 to 1; tools/graph/parity.py draws the same. */
export function image(height: number, width: number): Float32Array {
  const pixels = new Float32Array(3 * height * width)
  for (let c = 0, i = 0; c < 3; c++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        pixels[i] = ((3 * x * x + 5 * y * y + 7 * x * y + 91 * c) % 251) / 125 - 1
      }
    }
  }
  return pixels
}
