import { patchSize, positionGrid, type Architecture } from './architectures'
import { float, floats, integers } from './graph-builder'
import type { WeightedGraph } from './weighted-graph'

/** The part of the vision transformer that the head reads. */
export interface Taps {
  /** Maps [1, width, rows, columns] of the tapped blocks, in their order. */
  readonly maps: readonly string[]
  /** Rows and columns of the grid of patches, as a tensor of two integers. */
  readonly grid: string
}

/**
 * DINOv2 for one image [1, 3, height, width]: https://arxiv.org/abs/2304.07193. Tokens are rows
 * of [1 + rows x columns, width], the class token first. Each tapped block goes through the last
 * layer norm, as the published depth models have it.
 */
export function dinov2(
  graph: WeightedGraph,
  pixels: string,
  architecture: Architecture,
  tappedBlocks: readonly number[],
): Taps {
  const { tokens, grid } = embed(graph, pixels, architecture)
  const maps: string[] = []
  let current = tokens
  for (let block = 0; block <= Math.max(...tappedBlocks); block++) {
    current = transformerBlock(graph, current, `backbone.encoder.layer.${block}`, architecture)
    if (tappedBlocks.includes(block)) maps.push(mapOf(graph, current, grid, architecture))
  }
  return { maps, grid }
}

function embed(
  graph: WeightedGraph,
  pixels: string,
  { width }: Architecture,
): { tokens: string; grid: string } {
  const embeddings = 'backbone.embeddings'
  const patches = graph.convolution(pixels, `${embeddings}.patch_embeddings.projection`, {
    strides: [patchSize, patchSize],
  })
  const grid = graph.sides(patches)
  const rows = graph.node('Transpose', [graph.reshape(patches, [width, -1])], { perm: [1, 0] })
  const classToken = graph.reshape(graph.parameter(`${embeddings}.cls_token`), [1, width])
  const tokens = graph.node('Concat', [classToken, rows], { axis: 0 })
  return { tokens: graph.node('Add', [tokens, positions(graph, grid, width)]), grid }
}

/** The learned positions, resampled to the grid of this image. */
function positions(graph: WeightedGraph, grid: string, width: number): string {
  const learned = graph.reshape(graph.parameter('backbone.embeddings.position_embeddings'), [
    positionGrid ** 2 + 1,
    width,
  ])
  const places = graph.node('Transpose', [rowsFrom(graph, learned, 1)], { perm: [1, 0] })
  const map = graph.reshape(places, [1, width, positionGrid, positionGrid])
  // As in PyTorch's bicubic mode, a grid of the learned size does not change.
  const resampled = graph.resize(map, grid, {
    mode: 'cubic',
    cubic_coeff_a: float(-0.75),
    coordinate_transformation_mode: 'half_pixel',
  })
  const rows = graph.node('Transpose', [graph.reshape(resampled, [width, -1])], { perm: [1, 0] })
  return graph.node('Concat', [rowsBefore(graph, learned, 1), rows], { axis: 0 })
}

function transformerBlock(
  graph: WeightedGraph,
  tokens: string,
  layer: string,
  architecture: Architecture,
): string {
  const attended = attention(graph, norm(graph, tokens, `${layer}.norm1`), layer, architecture)
  const scaled = graph.node('Mul', [attended, graph.parameter(`${layer}.layer_scale1.lambda1`)])
  const mixed = graph.node('Add', [scaled, tokens])
  const inner = graph.linear(norm(graph, mixed, `${layer}.norm2`), `${layer}.mlp.fc1`)
  const outer = graph.linear(gelu(graph, inner), `${layer}.mlp.fc2`)
  const outerScaled = graph.node('Mul', [outer, graph.parameter(`${layer}.layer_scale2.lambda1`)])
  return graph.node('Add', [outerScaled, mixed])
}

function attention(
  graph: WeightedGraph,
  tokens: string,
  layer: string,
  { width, heads }: Architecture,
): string {
  const perHead = width / heads
  const part = (name: string, perm: readonly number[]) => {
    const rows = graph.linear(tokens, `${layer}.attention.attention.${name}`)
    return graph.node('Transpose', [graph.reshape(rows, [-1, heads, perHead])], { perm })
  }
  const query = part('query', [1, 0, 2])
  const key = part('key', [1, 2, 0])
  const value = part('value', [1, 0, 2])
  const scale = graph.constant(floats([1 / Math.sqrt(perHead)], []))
  const scores = graph.node('Mul', [graph.node('MatMul', [query, key]), scale])
  const shares = graph.node('Softmax', [scores], { axis: -1 })
  const mixed = graph.node('Transpose', [graph.node('MatMul', [shares, value])], {
    perm: [1, 0, 2],
  })
  return graph.linear(graph.reshape(mixed, [-1, width]), `${layer}.attention.output.dense`)
}

function norm(graph: WeightedGraph, tokens: string, name: string): string {
  const learned = [graph.parameter(`${name}.weight`), graph.parameter(`${name}.bias`)]
  return graph.node('LayerNormalization', [tokens, ...learned], { axis: -1, epsilon: float(1e-6) })
}

/** GELU in its exact form: x (1 + erf(x / sqrt 2)) / 2. */
function gelu(graph: WeightedGraph, values: string): string {
  const scaled = graph.node('Div', [values, graph.constant(floats([Math.SQRT2], []))])
  const shifted = graph.node('Add', [graph.node('Erf', [scaled]), graph.constant(floats([1], []))])
  const product = graph.node('Mul', [values, shifted])
  return graph.node('Mul', [product, graph.constant(floats([0.5], []))])
}

/** The tokens of the patches as a map [1, width, rows, columns]. */
function mapOf(
  graph: WeightedGraph,
  tokens: string,
  grid: string,
  { width }: Architecture,
): string {
  const normed = norm(graph, tokens, 'backbone.layernorm')
  const columns = graph.node('Transpose', [rowsFrom(graph, normed, 1)], { perm: [1, 0] })
  const shape = graph.node('Concat', [graph.constant(integers([1, width])), grid], { axis: 0 })
  return graph.node('Reshape', [columns, shape])
}

function rowsFrom(graph: WeightedGraph, tensor: string, first: number): string {
  return slice(graph, tensor, first, Number.MAX_SAFE_INTEGER)
}

function rowsBefore(graph: WeightedGraph, tensor: string, end: number): string {
  return slice(graph, tensor, 0, end)
}

function slice(graph: WeightedGraph, tensor: string, first: number, end: number): string {
  const bounds = [first, end, 0].map((value) => graph.constant(integers([value])))
  return graph.node('Slice', [tensor, ...bounds])
}
