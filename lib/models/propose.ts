import type { Signature, TensorShape } from './match'

/** What can be told of a model from its file alone; the rest of a descriptor has to be asked for. */
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

/** Proposes the parts of a descriptor that a loaded model tells: names, rank, type, fixed size. */
export function proposeDescriptor({ inputs, outputs }: Signature): Proposal {
  const input = inputs.find(isImage)
  const maps = outputs.filter(isMap)
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

/** [1,3,H,W] or [1,1,3,H,W]. */
function isImage({ type, dims }: TensorShape): boolean {
  const channels = dims.at(-3)
  const rankFits = dims.length === 4 || dims.length === 5
  return type === 'float32' && rankFits && (channels === 3 || typeof channels === 'string')
}

/** [H,W], [1,H,W] or [1,1,H,W]; an unknown shape may be one. */
function isMap({ type, dims }: TensorShape): boolean {
  return type === 'float32' && (dims.length === 0 || (dims.length >= 2 && dims.length <= 4))
}
