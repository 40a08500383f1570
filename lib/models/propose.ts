import { excerpt } from '../excerpt'
import {
  imageInput,
  inputTypes,
  isDepthOutput,
  outputTypes,
  type ImageInput,
  type Signature,
  type TensorShape,
} from './signature'

/** What a model's file alone says about it; the user has to answer the rest of a descriptor. */
export interface Proposal {
  readonly input?: ImageInput
  /** The outputs that are maps, the likeliest depth first. */
  readonly outputs: readonly string[]
  /** The output that is taken for the depth; absent where no name speaks for one. */
  readonly output?: string
  /** Why the file cannot be used as a depth model. */
  readonly unusable?: string
}

/** Proposes the parts of a descriptor that a loaded model shows: names, rank, types, fixed sides. */
export function proposeDescriptor(signature: Signature): Proposal {
  const { inputs, outputs } = signature
  const [only] = inputs
  const input = inputs.length === 1 && only !== undefined ? imageInput(only) : undefined
  const maps = outputs
    .filter(isDepthOutput)
    .map(({ name }) => name)
    .sort((a, b) => unlikeliness(a) - unlikeliness(b))
  const [likeliest] = maps
  const unusable = whyUnusable(signature, input, maps)
  return {
    ...(input !== undefined && { input }),
    outputs: maps,
    ...(likeliest !== undefined && unlikeliness(likeliest) < otherMap && { output: likeliest }),
    ...(unusable !== undefined && { unusable }),
  }
}

const depthNames = ['predicted_depth', 'depth', 'disparity', 'inverse_depth']
const otherMap = 3

/** The lower, the more its name says that an output is depth. */
function unlikeliness(name: string): number {
  const lower = name.toLowerCase()
  if (depthNames.includes(lower)) return 0
  if (/conf|normal|mask|sky|uncert|intrinsic|extrinsic|variance|sigma/.test(lower)) return otherMap
  return /depth|disp/.test(lower) ? 1 : 2
}

function whyUnusable(
  { inputs, outputs }: Signature,
  input: ImageInput | undefined,
  maps: readonly string[],
): string | undefined {
  if (inputs.length !== 1) {
    return `it has ${inputs.length} inputs (${listed(inputs)}), and only a model with one input, the image, can be used`
  }
  if (input === undefined) {
    return (
      `its input is ${listed(inputs)}, and an image needs [1,3,H,W] or [1,1,3,H,W], or the same ` +
      `with the channels last, of ${inputTypes.join(', ')}`
    )
  }
  if (maps.length > 0) return undefined
  return (
    `none of its outputs is one depth map (${listed(outputs)}): that needs [1,H,W], [1,1,H,W] or ` +
    `[1,H,W,1] of ${outputTypes.join(', ')}`
  )
}

/** The most tensors that are listed: a server's metadata can name thousands. */
const mostListed = 8

/** Tensors for people: `"depth" float32 [1,h,w]`. */
export function listed(tensors: readonly TensorShape[]): string {
  const shown = tensors
    .slice(0, mostListed)
    .map(
      ({ name, type, dims }) => `"${excerpt(name)}" ${excerpt(type)} [${excerpt(dims.join(','))}]`,
    )
  const more = tensors.length - shown.length
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '')
}
