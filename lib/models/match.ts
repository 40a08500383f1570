import { DepthError } from '../errors'
import type { ModelDescriptor, ModelInput } from './descriptor'
import { modelInputSize } from './input-size'
import { listed } from './propose'
import {
  imageInput,
  inputTypes,
  isDepthOutput,
  outputTypes,
  type ImageInput,
  type Signature,
} from './signature'

/**
 * Compares a loaded model with its descriptor: names, element type, rank, layout and fixed sides.
 *
 * @throws DepthError MODEL_MISMATCH, with what was expected and what was found.
 */
export function matchDescriptor(descriptor: ModelDescriptor, signature: Signature): void {
  checkSides(descriptor, matchTensors(descriptor, signature, 'The file'))
}

/**
 * As `matchDescriptor`, for a model whose fixed sides need not be those of the descriptor.
 *
 * @param holder what has the signature, at the beginning of a sentence
 * @returns how its input takes an image
 * @throws DepthError MODEL_MISMATCH
 */
export function matchTensors(
  descriptor: ModelDescriptor,
  signature: Signature,
  holder: string,
): ImageInput {
  const { input, output } = descriptor
  const mismatch = (expected: string, found: string) =>
    new DepthError(
      'MODEL_MISMATCH',
      `${holder} does not fit the descriptor of ${descriptor.name}: expected ${expected}, ` +
        `found ${found}. Choose the model that belongs to it, or correct the descriptor.`,
    )
  const tensor = signature.inputs.find((candidate) => candidate.name === input.name)
  if (tensor === undefined || signature.inputs.length !== 1) {
    const found = `the inputs ${listed(signature.inputs)}`
    throw mismatch(`one input "${input.name}"`, found)
  }
  const depth = signature.outputs.find((candidate) => candidate.name === output.name)
  if (depth === undefined) {
    const found = `the outputs ${listed(signature.outputs)}`
    throw mismatch(`an output "${output.name}"`, found)
  }
  const found = imageInput(tensor, input.layout)
  if (found?.rank !== input.rank || found.type !== (input.elementType ?? found.type)) {
    throw mismatch(`the input ${expectedInput(input)}`, listed([tensor]))
  }
  if (!isDepthOutput(depth)) {
    const expected =
      `the output "${output.name}" [1,H,W], [1,1,H,W] or [1,H,W,1] of ` + outputTypes.join(', ')
    throw mismatch(expected, listed([depth]))
  }
  return found
}

/** A graph with fixed sides takes the one size that its descriptor names. */
function checkSides(descriptor: ModelDescriptor, graph: ImageInput): void {
  const { input } = descriptor
  if (graph.width === undefined && graph.height === undefined) return
  const sides = (['width', 'height'] as const).filter((side) => graph[side] !== undefined)
  const square = { width: input.size, height: input.size }
  const given: Partial<typeof square> =
    input.sizing === 'fixed' ? modelInputSize(input, square) : input
  if (sides.every((side) => given[side] === graph[side])) return
  const fields = sides.map((side) => `"${side}": ${graph[side]}`).join(' and ')
  throw new DepthError(
    'MODEL_MISMATCH',
    `The file of ${descriptor.name} takes images of one size only: ` +
      `${graph.width ?? 'any width'} x ${graph.height ?? 'any height'}. Write ${fields} into "input" of its descriptor.`,
  )
}

function expectedInput({ name, elementType, layout, rank }: ModelInput): string {
  const dims = layout === 'nhwc' ? '1,H,W,3' : '1,3,H,W'
  const type = elementType ?? inputTypes.join(', ')
  return `"${name}" [${rank === 5 ? '1,' : ''}${dims}] of ${type}`
}
