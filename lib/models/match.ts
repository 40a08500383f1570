import { DepthError } from '../errors'
import type { ModelDescriptor, ModelInput } from './descriptor'
import { isDepthOutput, isFree, isImageInput, type Signature, type TensorShape } from './signature'

/**
 * Compares a loaded model with its descriptor: names, element type (float32), rank, channels and
 * fixed sizes.
 *
 * @throws DepthError MODEL_MISMATCH, with what was expected and what was found.
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
  if (!isImageInput(found) || !fits(found, input)) {
    throw mismatch(descriptor, `the input ${expectedInput(input)}`, described(found))
  }
  if (!isDepthOutput(depth)) {
    const expected = `the output "${output.name}" float32 [1,H,W] or [1,1,H,W]`
    throw mismatch(descriptor, expected, described(depth))
  }
}

function fits({ dims }: TensorShape, input: ModelInput): boolean {
  const sides = dims.slice(-2)
  const sidesFit = sides.every((side) => isFree(side) || isFixedSide(side, input))
  return dims.length === input.rank && sidesFit
}

/** A graph with a fixed height and width takes the one size that its descriptor names. */
function isFixedSide(side: number | string, input: ModelInput): boolean {
  return input.sizing === 'fixed' && side === input.size
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
    `The file does not fit the descriptor of ${descriptor.name}: expected ${expected}, ` +
      `found ${found}. Choose the model that belongs to the file, or correct the descriptor.`,
  )
}
