import {
  elementTypes,
  floats,
  GraphBuilder,
  integers,
  type Dims,
  type ElementType,
} from './graph-builder'

/** One output: `factor` times the mean of the channels, in a type and a shape. */
interface GraphOutput {
  readonly name: string
  readonly type?: ElementType
  readonly shape?: 'hw' | '1hw' | '11hw' | '111hw' | '1hw1' | '13hw' | 'unknown'
  readonly factor?: number
}

export interface InterfaceOptions {
  readonly type?: ElementType
  readonly layout?: 'nchw' | 'nhwc'
  /** Batch, height and width; free by default. */
  readonly batch?: number | string
  readonly height?: number | string
  readonly width?: number | string
  readonly channels?: number
  readonly outputs?: readonly GraphOutput[]
}

/** How the map [1,H,W] becomes another shape: axes that are removed or inserted. */
const shapes: Readonly<
  Record<NonNullable<GraphOutput['shape']>, { squeeze?: number[]; unsqueeze?: number[] }>
> = {
  hw: { squeeze: [0] },
  '1hw': {},
  '11hw': { unsqueeze: [1] },
  '111hw': { unsqueeze: [1, 2] },
  '1hw1': { unsqueeze: [3] },
  '13hw': { unsqueeze: [1] },
  unknown: {},
}

/** The mean of an image's channels, with an interface as other people's models have it. */
export function interfaceGraph({
  type = 'float32',
  layout = 'nchw',
  batch = 1,
  height = 'height',
  width = 'width',
  channels = 3,
  outputs = [{ name: 'predicted_depth' }],
}: InterfaceOptions = {}): Uint8Array {
  const graph = new GraphBuilder('interface')
  const isNchw = layout === 'nchw'
  const dims: Dims = isNchw ? [batch, channels, height, width] : [batch, height, width, channels]
  const pixels = graph.input('pixel_values', type, dims)
  const values = graph.node('Cast', [pixels], { to: elementTypes.float32 })
  const mean = graph.node('ReduceMean', [values], { axes: [isNchw ? 1 : 3], keepdims: 0 })
  for (const output of outputs) addOutput(graph, mean, output, [batch, height, width])
  return graph.build()
}

function addOutput(
  graph: GraphBuilder,
  mean: string,
  { name, type = 'float32', shape = '1hw', factor = 1 }: GraphOutput,
  [batch = 1, height = 1, width = 1]: Dims,
): void {
  const { squeeze, unsqueeze } = shapes[shape]
  let map = graph.node('Mul', [mean, graph.constant(floats([factor]))])
  if (squeeze !== undefined) map = graph.node('Squeeze', [map, graph.constant(integers(squeeze))])
  if (unsqueeze !== undefined) {
    map = graph.node('Unsqueeze', [map, graph.constant(integers(unsqueeze))])
  }
  if (shape === '13hw') map = graph.node('Concat', [map, map, map], { axis: 1 })
  graph.node('Cast', [map], { to: elementTypes[type] }, name)
  const dims = {
    hw: [height, width],
    '1hw': [batch, height, width],
    '11hw': [batch, 1, height, width],
    '111hw': [batch, 1, 1, height, width],
    '1hw1': [batch, height, width, 1],
    '13hw': [batch, 3, height, width],
    unknown: ['a', 'b', 'c'],
  }[shape]
  graph.output(name, type, dims)
}
