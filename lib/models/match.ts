import { DepthError } from '../errors'
import type { ModelDescriptor, ModelInput } from './descriptor'

/** Name, element type and dimensions of an input or output; a text dimension is dynamic. */
export interface TensorShape {
  readonly name: string
  readonly type: string
  readonly dims: readonly (number | string)[]
}

/** What a loaded model says of itself. */
export interface Signature {
  readonly inputs: readonly TensorShape[]
  readonly outputs: readonly TensorShape[]
}

/**
 * Holds a loaded model against its descriptor: names, element type (float32), rank, channels and
 * fixed sizes.
 *
 * @throws DepthError MODEL_MISMATCH, saying what was expected and what was found.
 */
export function matchDescriptor(descriptor: ModelDescriptor, signature: Signature): void {
  const { input, output } = descriptor
  const found = signature.inputs.find((candidate) => candidate.name === input.name)
  if (found === undefined || signature.inputs.length !== 1) {
    throw mismatch(descriptor, `one input "${input.name}"`, listed('inputs', signature.inputs))
  }
  const depth = signature.outputs.find((candidate) => candidate.name === output.name)
  if (depth === undefined) {
    throw mismatch(descriptor, `an output "${output.name}"`, listed('outputs', signature.outputs))
  }
  if (!isImage(found, input)) {
    throw mismatch(descriptor, `the input ${expectedInput(input)}`, described(found))
  }
  if (!isMap(depth)) {
    const expected = `the output "${output.name}" float32 [1,H,W] or [1,1,H,W]`
    throw mismatch(descriptor, expected, described(depth))
  }
}

function isImage({ type, dims }: TensorShape, input: ModelInput): boolean {
  if (type !== 'float32' || dims.length !== input.rank) return false
  const channels = dims.at(-3)
  const batch = dims.slice(0, -3)
  const sides = dims.slice(-2)
  const sidesFit = sides.every((side) => isFree(side) || isFixedSide(side, input))
  return (isFree(channels) || channels === 3) && batch.every(isOneOrFree) && sidesFit
}

/** A graph whose height and width are part of it takes the one size that its descriptor tells. */
function isFixedSide(side: number | string, input: ModelInput): boolean {
  return input.sizing === 'fixed' && side === input.size
}

/** The shape of an output that onnxruntime could not infer is empty: the first run will tell. */
function isMap({ type, dims }: TensorShape): boolean {
  if (type !== 'float32') return false
  return dims.length === 0 || (dims.length >= 2 && dims.slice(0, -2).every(isOneOrFree))
}

function isFree(dimension: number | string | undefined): boolean {
  return typeof dimension === 'string' || dimension === -1
}

function isOneOrFree(dimension: number | string): boolean {
  return isFree(dimension) || dimension === 1
}

function expectedInput(input: ModelInput): string {
  const side = input.sizing === 'fixed' ? `H,W free or ${input.size}` : 'H,W free'
  const dims = input.rank === 5 ? '1,1,3,H,W' : '1,3,H,W'
  return `"${input.name}" float32 [${dims}] with ${side}`
}

function listed(kind: string, tensors: readonly TensorShape[]): string {
  return `the ${kind} ${tensors.map(described).join(', ')}`
}

function described({ name, type, dims }: TensorShape): string {
  return `"${name}" ${type} [${dims.join(',')}]`
}

function mismatch(descriptor: ModelDescriptor, expected: string, found: string): DepthError {
  return new DepthError(
    'MODEL_MISMATCH',
    `The file is not the one that the descriptor of ${descriptor.name} describes: expected ${expected}, ` +
      `found ${found}. Choose the file's custom model, or correct its descriptor.`,
  )
}
