/** The element arrays of the tensors that images and depth maps travel in. */
export type TensorData = Float32Array | Float64Array | Uint16Array | Uint8Array

/** A tensor, wherever it was computed: onnxruntime's are of this form too. */
export interface RawTensor {
  /** As onnxruntime calls it, such as `float32`; halves are given as their bits. */
  readonly type: string
  readonly dims: readonly number[]
  readonly data: TensorData
}
