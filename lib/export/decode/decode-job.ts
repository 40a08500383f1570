import { finiteValues } from '../../depth/finite-values'
import type { DepthRange } from '../../frames/depth-frame'
import { fromLevels, type Scaling } from '../levels'
import type { NumberType } from './array-header'

export interface DecodeRequest {
  /** The numbers alone. */
  readonly bytes: ArrayBuffer
  readonly type: NumberType
  readonly scaling: Scaling
}

export interface DecodeAnswer {
  /** NaN where there is no value. */
  readonly values: Float32Array<ArrayBuffer>
  readonly range: DepthRange
}

/** Turns numbers into depth values. */
export function decodeJob({ bytes, type, scaling }: DecodeRequest): DecodeAnswer {
  const values = decoders[type](bytes, scaling)
  return { values, range: finiteValues(values).range }
}

const decoders: Readonly<
  Record<NumberType, (bytes: ArrayBuffer, scaling: Scaling) => Float32Array<ArrayBuffer>>
> = {
  float32: (bytes, scaling) => scaled(new Float32Array(bytes), scaling),
  float64: (bytes, scaling) => scaled(Float32Array.from(new Float64Array(bytes)), scaling),
  uint16: (bytes, scaling) => fromLevels(new Uint16Array(bytes), scaling),
}

function scaled(
  values: Float32Array<ArrayBuffer>,
  { scale, offset }: Scaling,
): Float32Array<ArrayBuffer> {
  return scale === 1 && offset === 0 ? values : values.map((value) => scale * value + offset)
}
