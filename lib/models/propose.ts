import { isDepthOutput, isImageInput, type Signature, type TensorShape } from './signature'

/** What a model's file alone says about it; the user has to answer the rest of a descriptor. */
export interface Proposal {
  readonly input?: {
    readonly name: string
    readonly rank: 4 | 5
    readonly type: string
    /** The side of the one square that the graph takes, in pixels; absent where sides are free. */
    readonly size?: number
  }
  readonly output?: { readonly name: string; readonly type: string }
}

/** Proposes the parts of a descriptor that a loaded model shows: names, rank, type, fixed size. */
export function proposeDescriptor({ inputs, outputs }: Signature): Proposal {
  const input = inputs.find(isImageInput)
  const maps = outputs.filter(isDepthOutput)
  const output = maps.find(({ name }) => name.includes('depth')) ?? maps[0]
  return {
    ...(input !== undefined && { input: proposedInput(input) }),
    ...(output !== undefined && { output: { name: output.name, type: output.type } }),
  }
}

function proposedInput({ name, type, dims }: TensorShape): NonNullable<Proposal['input']> {
  const [height, width] = dims.slice(-2)
  const isSquare = typeof height === 'number' && height > 0 && height === width
  return { name, rank: dims.length === 5 ? 5 : 4, type, ...(isSquare && { size: height }) }
}
