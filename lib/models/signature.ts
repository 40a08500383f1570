/** Name, element type and dimensions of an input or output; a text dimension is dynamic. */
export interface TensorShape {
  readonly name: string
  readonly type: string
  readonly dims: readonly (number | string)[]
}

/** The interface of a loaded model. */
export interface Signature {
  readonly inputs: readonly TensorShape[]
  readonly outputs: readonly TensorShape[]
}

/** Whether an input takes one image: float32 [1,3,H,W] or [1,1,3,H,W]. */
export function isImageInput({ type, dims }: TensorShape): boolean {
  const channels = dims.at(-3)
  const rankFits = dims.length === 4 || dims.length === 5
  const channelsFit = isFree(channels) || channels === 3
  return type === 'float32' && rankFits && channelsFit && dims.slice(0, -3).every(isOneOrFree)
}

/**
 * Whether an output is one depth map: float32 [H,W], [1,H,W] or [1,1,H,W]. The shape of an output
 * that onnxruntime could not infer is empty: only a run shows what it is.
 */
export function isDepthOutput({ type, dims }: TensorShape): boolean {
  if (type !== 'float32') return false
  return dims.length === 0 || (dims.length >= 2 && dims.slice(0, -2).every(isOneOrFree))
}

export function isFree(dimension: number | string | undefined): boolean {
  return typeof dimension === 'string' || dimension === -1
}

function isOneOrFree(dimension: number | string): boolean {
  return isFree(dimension) || dimension === 1
}
