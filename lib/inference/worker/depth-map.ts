import { DepthError } from '../../errors'
import { finiteValues } from '../../depth/finite-values'
import type { DepthRange } from '../../frames/depth-frame'
import type { ModelOutput } from '../../models/descriptor'
import { outputTypes } from '../../models/signature'
import { maxDepthValues } from '../protocol'
import { fromHalves } from './half'
import type { RawTensor } from './raw-tensor'

interface DepthMap {
  readonly data: Float32Array
  readonly width: number
  readonly height: number
  readonly range: DepthRange
  readonly nonFinite: number
}

/**
 * The depth map in a model's output, times `scale`, and its range.
 *
 * @throws DepthError MODEL_OUTPUT_INVALID
 */
export function depthMapOf(
  tensor: RawTensor | undefined,
  output: ModelOutput,
  scale: number,
): DepthMap {
  const [height = 0, width = 0] = sidesOf(tensor?.dims ?? [])
  if (width * height > maxDepthValues) {
    throw new DepthError(
      'MODEL_OUTPUT_INVALID',
      `"${output.name}" is a map of ${width}x${height}, more than ${maxDepthValues / 2 ** 20} million ` +
        'values. Choose a smaller input size, or another model.',
    )
  }
  const data = tensor === undefined ? undefined : numbersOf(tensor)
  if (data?.length !== width * height || data.length === 0) {
    throw new DepthError(
      'MODEL_OUTPUT_INVALID',
      `"${output.name}" should be one map [1,H,W] of ${outputTypes.join(', ')} but is ` +
        `${tensor?.type ?? 'absent'} [${tensor?.dims.join(',') ?? ''}]. Check the model's descriptor.`,
    )
  }
  if (scale !== 1) data.forEach((value, i) => (data[i] = value * scale))
  const { range, nonFinite } = finiteValues(data)
  if (nonFinite === data.length) {
    throw new DepthError(
      'MODEL_OUTPUT_INVALID',
      `"${output.name}" has no number in it: every value is NaN or infinite, as happens when half ` +
        'precision overflows. Choose the precision fp32, or get another export of the model.',
    )
  }
  if (output.kind === 'metric' && range.min === 0 && range.max === 0) {
    throw new DepthError(
      'MODEL_OUTPUT_INVALID',
      `"${output.name}" is zero everywhere. Metric exports made before October 2024 are known to do ` +
        'this: get a newer export of the model.',
    )
  }
  return { data, width, height, range, nonFinite }
}

/** Height and width: the last two sides, before a single channel at the end. */
function sidesOf(dims: readonly number[]): readonly number[] {
  return dims.length > 3 && dims.at(-1) === 1 ? dims.slice(-3, -1) : dims.slice(-2)
}

/** A tensor's values in single precision; undefined for element types that cannot be depth. */
function numbersOf({ type, data }: RawTensor): Float32Array | undefined {
  if (data instanceof Float32Array) return data
  if (type === 'float16') {
    return fromHalves(data as Uint16Array)
  }
  if (data instanceof Float64Array || data instanceof Uint16Array) return Float32Array.from(data)
  return undefined
}
