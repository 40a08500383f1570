import { architectures, type Architecture, type SizeName, type Version } from './architectures'
import { dinov2 } from './dinov2'
import { dptHead } from './dpt-head'
import { integers, type Dims, type GraphAndWeights } from './graph-builder'
import { WeightedGraph } from './weighted-graph'

export interface DepthAnythingOptions {
  /** A published size, `tiny`, or an architecture of any other width. */
  readonly size: SizeName | Architecture
  readonly version: Version
  /** Chooses the weights; the same on every machine. */
  readonly seed?: number
  /** 5 has one more leading dimension, as Depth Anything 3's files have; 4 by default. */
  readonly rank?: 4 | 5
  /** The maximum depth of a metric model, in meters; without it, relative inverse depth. */
  readonly maxDepth?: number
  /** Names of input and output; by default those of the published files. */
  readonly names?: { readonly input: string; readonly output: string }
}

/** Input and output by the rank of the input; sides are any multiples of 14. */
const interfaces: Readonly<Record<4 | 5, { readonly input: Dims; readonly output: Dims }>> = {
  4: { input: [1, 3, 'height', 'width'], output: [1, 'height', 'width'] },
  5: { input: [1, 1, 3, 'height', 'width'], output: [1, 1, 'height', 'width'] },
}

/**
 * The published architecture of Depth Anything V1 and V2 with seeded weights: `pixel_values` to
 * `predicted_depth`, float32, as in the published ONNX files. The weights carry the names of
 * `transformers`' state dictionary. The depth is varied and finite, but means nothing.
 *
 * @returns an ONNX file of 4 bytes per parameter: 3 MB for tiny, 99 MB for small
 */
export function depthAnythingGraph(options: DepthAnythingOptions): Uint8Array {
  return assemble(options).build()
}

/** The same as two files: a small graph, and its weights in a file of this name beside it. */
export function depthAnythingFiles(
  options: DepthAnythingOptions,
  weightsFile: string,
): GraphAndWeights {
  return assemble(options).buildWithWeightsBeside(weightsFile)
}

const publishedNames = { input: 'pixel_values', output: 'predicted_depth' }

function assemble(options: DepthAnythingOptions): WeightedGraph {
  const { size, version, seed = 1, rank = 4, maxDepth, names = publishedNames } = options
  const architecture: Architecture = typeof size === 'string' ? architectures[size] : size
  const graph = new WeightedGraph('depth-anything', architecture, seed)
  const { input, output } = interfaces[rank]
  const pixels = graph.input(names.input, 'float32', input)
  const image = rank === 5 ? graph.node('Squeeze', [pixels, axis(graph, 1)]) : pixels
  const taps = dinov2(graph, image, architecture, architecture.taps[version])
  const depth = dptHead(graph, taps, maxDepth)
  const shaped = rank === 5 ? 'Identity' : 'Squeeze'
  const inputs = rank === 5 ? [depth] : [depth, axis(graph, 1)]
  graph.nodeWith(shaped, inputs, [names.output])
  graph.output(names.output, 'float32', output)
  return graph
}

function axis(graph: WeightedGraph, index: number): string {
  return graph.constant(integers([index]))
}
