import { DepthError } from '../../errors'
import type { Size } from '../../frames/image-frame'
import type { ModelInput } from '../../models/descriptor'
import type { ImageInput, InputType } from '../../models/signature'
import { toHalf } from './half'
import { lookUp, normalize, normalizedValues, type LookUp } from './normalize'
import type { RawTensor } from './raw-tensor'

type TensorData = Float32Array | Uint16Array | Uint8Array

/** How an element type holds pixels: its array, and what the values of a channel become. */
interface ElementType {
  readonly array: (length: number) => TensorData
  readonly values: (input: ModelInput, channel: 0 | 1 | 2) => ArrayLike<number>
}

const elementTypes: Readonly<Record<InputType, ElementType>> = {
  float32: { array: (length) => new Float32Array(length), values: normalizedValues },
  float16: {
    array: (length) => new Uint16Array(length),
    values: (input, channel) => Uint16Array.from(normalizedValues(input, channel), toHalf),
  },
  // The graph normalizes by itself.
  uint8: {
    array: (length) => new Uint8Array(length),
    values: () => Uint8Array.from({ length: 256 }, (_, value) => value),
  },
}

/** Writes images into a model's input, in the element type and layout that it takes. */
export class ImageTensor {
  readonly #input: ModelInput
  readonly #graph: ImageInput
  readonly #tables: LookUp
  #data: TensorData

  /** @param graph the input as the graph has it */
  constructor(input: ModelInput, graph: ImageInput) {
    this.#input = input
    this.#graph = graph
    const { array, values } = elementTypes[graph.type]
    this.#tables = [values(input, 0), values(input, 1), values(input, 2)]
    this.#data = array(0)
  }

  /**
   * The tensor of an image; the next one overwrites it.
   *
   * @param pixels `width * height * 3` bytes R, G, B
   * @throws DepthError CONFIG_INVALID when the graph takes no image of this size
   */
  of(pixels: Uint8Array, size: Size): RawTensor & { readonly type: InputType } {
    const { width, height } = size
    const { layout, type, rank } = this.#graph
    this.#checkSize(size)
    if (this.#data.length !== pixels.length) {
      this.#data = elementTypes[type].array(pixels.length)
    }
    const data = this.#data
    if (data instanceof Float32Array && layout === 'nchw') normalize(pixels, this.#input, data)
    else lookUp(pixels, this.#tables, layout, data)
    const dims = layout === 'nchw' ? [3, height, width] : [height, width, 3]
    const leading = rank === 5 ? [1, 1] : [1]
    return { type, dims: [...leading, ...dims], data }
  }

  /** A graph with fixed sides takes no other size, which the node's settings may ask for. */
  #checkSize({ width, height }: Size): void {
    const { width: fixedWidth = width, height: fixedHeight = height } = this.#graph
    if (width === fixedWidth && height === fixedHeight) return
    throw new DepthError(
      'CONFIG_INVALID',
      `The model takes images of ${fixedWidth} x ${fixedHeight} only, and the settings "Input size" ` +
        `and "Target side" ask for ${width} x ${height}. Leave them at the default of the model.`,
    )
  }
}
