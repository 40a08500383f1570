import { patchSize, reassembleFactors } from './architectures'
import type { Taps } from './dinov2'
import { floats, integers } from './graph-builder'
import type { WeightedGraph } from './weighted-graph'

/** PyTorch's bilinear interpolation with `align_corners`. */
const bilinear = { mode: 'linear', coordinate_transformation_mode: 'align_corners' }

/**
 * The head of a dense prediction transformer, as in the depth models
 * (https://arxiv.org/abs/2103.13413): depth [1, 1, 14 x rows, 14 x columns].
 *
 * @param maxDepth meters, for a metric model: depth is the sigmoid's share of it. Relative depth,
 *   which ends in a ReLU, without it.
 */
export function dptHead(graph: WeightedGraph, { maps, grid }: Taps, maxDepth?: number): string {
  const levels = maps.map((map, level) => reassemble(graph, map, level))
  const fused = fuse(graph, levels)
  const pixels = graph.node('Mul', [grid, graph.constant(integers([patchSize]))])
  const half = graph.convolution3x3(fused, 'head.conv1')
  const full = graph.convolution3x3(graph.resize(half, pixels, bilinear), 'head.conv2')
  const last = graph.convolution(graph.node('Relu', [full]), 'head.conv3')
  if (maxDepth === undefined) return graph.node('Relu', [last])
  return graph.node('Mul', [graph.node('Sigmoid', [last]), graph.constant(floats([maxDepth], []))])
}

/** Converts a tap to the channels and sides of its level, and then to the head's channels. */
function reassemble(graph: WeightedGraph, map: string, level: number): string {
  const layer = `neck.reassemble_stage.layers.${level}`
  const projected = graph.convolution(map, `${layer}.projection`)
  const factor = reassembleFactors[level] ?? 1
  return graph.convolution3x3(resized(graph, projected, layer, factor), `neck.convs.${level}`)
}

function resized(graph: WeightedGraph, map: string, layer: string, factor: number): string {
  if (factor === 1) return map
  if (factor > 1) {
    const strides = [factor, factor]
    return graph.convolution(map, `${layer}.resize`, { strides }, 'ConvTranspose')
  }
  const strides = [1 / factor, 1 / factor]
  return graph.convolution(map, `${layer}.resize`, { strides, pads: [1, 1, 1, 1] })
}

/** From the coarsest level to the finest: add, refine, grow to the next level's sides. */
function fuse(graph: WeightedGraph, levels: readonly string[]): string {
  const coarsestFirst = levels.toReversed()
  let fused = ''
  for (const [step, level] of coarsestFirst.entries()) {
    const layer = `neck.fusion_stage.layers.${step}`
    const sum =
      step === 0
        ? level
        : graph.node('Add', [fused, residualUnit(graph, level, `${layer}.residual_layer1`)])
    const refined = residualUnit(graph, sum, `${layer}.residual_layer2`)
    const finer = coarsestFirst[step + 1]
    const sides = finer === undefined ? twice(graph, refined) : graph.sides(finer)
    fused = graph.convolution(graph.resize(refined, sides, bilinear), `${layer}.projection`)
  }
  return fused
}

function residualUnit(graph: WeightedGraph, map: string, name: string): string {
  const first = graph.convolution3x3(graph.node('Relu', [map]), `${name}.convolution1`)
  const second = graph.convolution3x3(graph.node('Relu', [first]), `${name}.convolution2`)
  return graph.node('Add', [second, map])
}

function twice(graph: WeightedGraph, map: string): string {
  return graph.node('Mul', [graph.sides(map), graph.constant(integers([2]))])
}
