import {
  innerRatio,
  patchSize,
  positionGrid,
  reassembleFactors,
  type Architecture,
} from './architectures'
import { uniform } from './random'

/** A learned tensor: its shape and the range that its seeded values are drawn from. */
export interface Parameter {
  readonly dims: readonly number[]
  readonly low: number
  readonly high: number
}

/**
 * All learned tensors by their names in the state dictionary of `transformers`'
 * DepthAnythingForDepthEstimation, including those that it contains but does not use (the mask token,
 * and the first residual unit of the coarsest map, to which no finer one is added).
 */
export function parametersOf(architecture: Architecture): Map<string, Parameter> {
  return new Map([...backbone(architecture), ...reassemble(architecture), ...head(architecture)])
}

/** Number of learned values. */
export function parameterCount(architecture: Architecture): number {
  let count = 0
  for (const { dims } of parametersOf(architecture).values()) count += product(dims)
  return count
}

/** Seeded values of a parameter. */
export function seededValues(seed: number, name: string, parameter: Parameter): Float32Array {
  return uniform(seed, name, product(parameter.dims), parameter.low, parameter.high)
}

type Named = readonly [name: string, parameter: Parameter]

function* backbone({ width, depth }: Architecture): Generator<Named> {
  const embeddings = 'backbone.embeddings'
  yield [`${embeddings}.cls_token`, within([1, 1, width], 0.5)]
  yield [`${embeddings}.mask_token`, within([1, width], 0.5)]
  yield [`${embeddings}.position_embeddings`, within([1, positionGrid ** 2 + 1, width], 0.5)]
  const projection = `${embeddings}.patch_embeddings.projection`
  yield* weighted(projection, [width, 3, patchSize, patchSize], width)
  for (let block = 0; block < depth; block++) {
    const layer = `backbone.encoder.layer.${block}`
    yield* norm(`${layer}.norm1`, width)
    for (const part of ['query', 'key', 'value']) {
      yield* weighted(`${layer}.attention.attention.${part}`, [width, width], width)
    }
    yield* weighted(`${layer}.attention.output.dense`, [width, width], width)
    yield [`${layer}.layer_scale1.lambda1`, between([width], 0.2, 0.6)]
    yield* norm(`${layer}.norm2`, width)
    yield* weighted(`${layer}.mlp.fc1`, [innerRatio * width, width], innerRatio * width)
    yield* weighted(`${layer}.mlp.fc2`, [width, innerRatio * width], width)
    yield [`${layer}.layer_scale2.lambda1`, between([width], 0.2, 0.6)]
  }
  yield* norm('backbone.layernorm', width)
}

function* reassemble({ width, channels }: Architecture): Generator<Named> {
  for (const [level, factor] of reassembleFactors.entries()) {
    const layer = `neck.reassemble_stage.layers.${level}`
    const own = channels[level] ?? 0
    yield* weighted(`${layer}.projection`, [own, width, 1, 1], own)
    if (factor === 1) continue
    const kernel = factor > 1 ? factor : 3
    yield* weighted(`${layer}.resize`, [own, own, kernel, kernel], own)
  }
}

function* head({ features, channels, lastChannels }: Architecture): Generator<Named> {
  for (const [level, own] of channels.entries()) {
    yield [`neck.convs.${level}.weight`, fanned([features, own, 3, 3])]
  }
  for (const level of channels.keys()) {
    const layer = `neck.fusion_stage.layers.${level}`
    yield* weighted(`${layer}.projection`, [features, features, 1, 1], features)
    for (const unit of ['residual_layer1', 'residual_layer2']) {
      for (const convolution of ['convolution1', 'convolution2']) {
        const name = `${layer}.${unit}.${convolution}`
        yield* weighted(name, [features, features, 3, 3], features)
      }
    }
  }
  const half = features / 2
  yield* weighted('head.conv1', [half, features, 3, 3], half)
  yield* weighted('head.conv2', [lastChannels, half, 3, 3], lastChannels)
  // None below zero, so that the last ReLU leaves a varied depth.
  yield ['head.conv3.weight', between([1, lastChannels, 1, 1], 0, 2 / lastChannels)]
  yield ['head.conv3.bias', between([1], 0, 0.1)]
}

function* weighted(name: string, dims: readonly number[], outputs: number): Generator<Named> {
  yield [`${name}.weight`, fanned(dims)]
  yield [`${name}.bias`, within([outputs], 0.1)]
}

function* norm(name: string, width: number): Generator<Named> {
  yield [`${name}.weight`, between([width], 0.8, 1.2)]
  yield [`${name}.bias`, within([width], 0.1)]
}

/** Weights of [outputs, ...inputs] that keep the variance of what passes through them. */
function fanned(dims: readonly number[]): Parameter {
  return within(dims, Math.sqrt(3 / product(dims.slice(1))))
}

function within(dims: readonly number[], bound: number): Parameter {
  return between(dims, -bound, bound)
}

function between(dims: readonly number[], low: number, high: number): Parameter {
  return { dims, low, high }
}

function product(dims: readonly number[]): number {
  return dims.reduce((all, size) => all * size, 1)
}
