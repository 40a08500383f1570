import { encodeModel } from './onnx-proto'

/** Element types of ONNX tensors, with their numbers in TensorProto.DataType. */
export const elementTypes = {
  float32: 1,
  uint8: 2,
  uint16: 4,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
} as const
export type ElementType = keyof typeof elementTypes

/** A number is fixed, a string names a dynamic dimension. */
export type Dims = readonly (number | string)[]

export interface TensorData {
  readonly dims: readonly number[]
  readonly type: ElementType
  readonly bytes: Uint8Array
}

/** Attributes by their ONNX types; whole numbers are integers unless wrapped by `float`. */
export type Attribute = number | readonly number[] | string | TensorData | Float | SubGraph

/** Smaller constants, such as shapes, stay in the graph. */
const minWeightBytes = 1024

/** A constant with its name. */
interface Initializer {
  readonly data: TensorData
  readonly name: string
}

/** A model in two files. */
export interface GraphAndWeights {
  readonly graph: Uint8Array
  readonly weights: Uint8Array
}

interface Float {
  readonly float: number
}
interface SubGraph {
  readonly graph: GraphBuilder
}

const attributeTypes = { float: 1, int: 2, string: 3, tensor: 4, graph: 5, ints: 7 }

export function float(value: number): Float {
  return { float: value }
}

export function floats(
  values: Float32Array | readonly number[],
  dims?: readonly number[],
): TensorData {
  const array = values instanceof Float32Array ? values : Float32Array.from(values)
  return {
    dims: dims ?? [array.length],
    type: 'float32',
    bytes: new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
  }
}

export function integers(values: readonly number[], dims?: readonly number[]): TensorData {
  const array = BigInt64Array.from(values.map(BigInt))
  return { dims: dims ?? [array.length], type: 'int64', bytes: new Uint8Array(array.buffer) }
}

export function boolean(value: boolean): TensorData {
  return { dims: [], type: 'bool', bytes: Uint8Array.of(value ? 1 : 0) }
}

/** Builds a graph: nodes are added in the order in which they run. */
export class GraphBuilder {
  readonly #nodes: object[] = []
  readonly #initializers: Initializer[] = []
  readonly #inputs: object[] = []
  readonly #outputs: object[] = []
  #names = 0

  constructor(readonly name: string) {}

  input(name: string, type: ElementType, dims: Dims): string {
    this.#inputs.push(valueInfo(name, type, dims))
    return name
  }

  output(name: string, type: ElementType, dims: Dims): void {
    this.#outputs.push(valueInfo(name, type, dims))
  }

  /** Adds a constant and returns its name. */
  constant(data: TensorData, name = this.#nextName('const')): string {
    this.#initializers.push({ data, name })
    return name
  }

  /** Adds a node with one output and returns that output's name. */
  node(
    opType: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    output = this.#nextName(opType),
  ): string {
    this.nodeWith(opType, inputs, [output], attributes)
    return output
  }

  /** Adds a node whose outputs are named. */
  nodeWith(
    opType: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): void {
    const attribute = Object.entries(attributes).map(([name, value]) => attributeProto(name, value))
    const name = this.#nextName('node')
    this.#nodes.push({ opType, input: inputs, output: outputs, name, attribute })
  }

  /** The model as ONNX bytes. */
  build(opset = 17): Uint8Array {
    return modelBytes(this.toProto(), opset)
  }

  /**
   * The model as a graph and a file of weights, as exporters write large models.
   *
   * @param weightsFile name of the weights' file, which belongs beside the graph
   */
  buildWithWeightsBeside(weightsFile: string, opset = 17): GraphAndWeights {
    const weights: Uint8Array[] = []
    let offset = 0
    const initializer = this.#initializers.map(({ data, name }) => {
      if (data.bytes.length < minWeightBytes) return { ...tensorProto(data), name }
      const tensor = externalTensorProto(data, weightsFile, offset)
      weights.push(data.bytes)
      offset += data.bytes.length
      return { ...tensor, name }
    })
    const graph = modelBytes({ ...this.toProto(), initializer }, opset)
    return { graph, weights: Buffer.concat(weights) }
  }

  /** The graph as the GraphProto of a model or of a node's attribute. */
  toProto(): object {
    return {
      name: this.name,
      node: this.#nodes,
      initializer: this.#initializers.map(({ data, name }) => ({ ...tensorProto(data), name })),
      input: this.#inputs,
      output: this.#outputs,
    }
  }

  #nextName(prefix: string): string {
    this.#names++
    return `${this.name}/${prefix}_${this.#names}`
  }
}

function tensorProto({ dims, type, bytes }: TensorData): object {
  return { dims, dataType: elementTypes[type], rawData: bytes }
}

/** Bytes in another file, beside the graph (onnx.proto: data_location 1). */
function externalTensorProto({ dims, type, bytes }: TensorData, file: string, offset: number) {
  const place = { location: file, offset: String(offset), length: String(bytes.length) }
  const externalData = Object.entries(place).map(([key, value]) => ({ key, value }))
  return { dims, dataType: elementTypes[type], externalData, dataLocation: 1 }
}

function modelBytes(graph: object, opset: number): Uint8Array {
  return encodeModel({
    irVersion: 8,
    producerName: '@node-red-depth/depth-anything',
    opsetImport: [{ domain: '', version: opset }],
    graph,
  })
}

function valueInfo(name: string, type: ElementType, dims: Dims): object {
  const dim = dims.map((size) =>
    typeof size === 'number' ? { dimValue: size } : { dimParam: size },
  )
  return { name, type: { tensorType: { elemType: elementTypes[type], shape: { dim } } } }
}

function attributeProto(name: string, value: Attribute): object {
  if (typeof value === 'number') return { name, i: value, type: attributeTypes.int }
  if (typeof value === 'string') {
    return { name, s: Buffer.from(value), type: attributeTypes.string }
  }
  if ('float' in value) return { name, f: value.float, type: attributeTypes.float }
  if ('graph' in value) return { name, g: value.graph.toProto(), type: attributeTypes.graph }
  if ('bytes' in value) return { name, t: tensorProto(value), type: attributeTypes.tensor }
  return { name, ints: value, type: attributeTypes.ints }
}
