import type { Architecture } from './architectures'
import { floats, GraphBuilder, integers, type Attribute } from './graph-builder'
import { parametersOf, seededValues, type Parameter } from './parameters'

/** A graph whose constants are the seeded parameters of an architecture, under their names. */
export class WeightedGraph extends GraphBuilder {
  readonly #parameters: Map<string, Parameter>
  readonly #added = new Set<string>()

  constructor(
    name: string,
    architecture: Architecture,
    private readonly seed: number,
  ) {
    super(name)
    this.#parameters = parametersOf(architecture)
  }

  /** Name of a parameter that the graph holds from now on. */
  parameter(name: string): string {
    const parameter = this.#parameters.get(name)
    if (!parameter) throw new Error(`The architecture has no parameter ${name}.`)
    if (!this.#added.has(name)) {
      this.constant(floats(seededValues(this.seed, name, parameter), parameter.dims), name)
      this.#added.add(name)
    }
    return name
  }

  /** `input` [rows, inputs] through a linear layer: [rows, outputs]. */
  linear(input: string, name: string): string {
    const learned = [this.parameter(`${name}.weight`), this.parameter(`${name}.bias`)]
    return this.node('Gemm', [input, ...learned], { transB: 1 })
  }

  /** `input` [1, channels, height, width] through a convolution, or a transposed one. */
  convolution(
    input: string,
    name: string,
    attributes: Readonly<Record<string, Attribute>> = {},
    opType: 'Conv' | 'ConvTranspose' = 'Conv',
  ): string {
    const learned = [this.parameter(`${name}.weight`)]
    if (this.#parameters.has(`${name}.bias`)) learned.push(this.parameter(`${name}.bias`))
    return this.node(opType, [input, ...learned], attributes)
  }

  /** A 3x3 convolution that keeps height and width. */
  convolution3x3(input: string, name: string): string {
    return this.convolution(input, name, { pads: [1, 1, 1, 1] })
  }

  /** Reshape to fixed sizes; -1 is the remaining size. */
  reshape(input: string, sizes: readonly number[]): string {
    return this.node('Reshape', [input, this.constant(integers(sizes))])
  }

  /** Height and width of an image [1, channels, height, width], as a tensor of two integers. */
  sides(image: string): string {
    return this.node('Shape', [image], { start: 2, end: 4 })
  }

  /** An image resized to the height and width that `sides` holds. */
  resize(image: string, sides: string, attributes: Readonly<Record<string, Attribute>>): string {
    const outer = this.node('Shape', [image], { start: 0, end: 2 })
    const sizes = this.node('Concat', [outer, sides], { axis: 0 })
    return this.node('Resize', [image, '', '', sizes], attributes)
  }
}
