import {
  boolean,
  floats,
  GraphBuilder,
  integers,
  type Dims,
  type ElementType,
} from './graph-builder'

/** The interface of the published models. */
const inputDims: Dims = [1, 3, 'height', 'width']
const outputDims: Dims = [1, 'height', 'width']

/**
 * A graph with the interface of the published models at next to no cost: the depth is the mean of
 * the normalized channels, times `scale`. It shows what the pipeline itself costs.
 */
export function nearZeroGraph({ scale = 1 }: { readonly scale?: number } = {}): Uint8Array {
  return depthGraph((graph, pixels) => {
    const mean = graph.node('ReduceMean', [pixels], { axes: [1], keepdims: 0 })
    return graph.node('Mul', [mean, graph.constant(floats([scale]))])
  })
}

/** One iteration of the loop is a matrix product of this side. */
const loopSide = 256
/** Measured on two cores of x64: 3,800 with both, 2,300 with one. */
const roundsPerSecond = 3000

/**
 * A graph that is busy for about `seconds` in one native run: a `Loop` of matrix products.
 * The depth is that of the near-zero graph. For tests of hangs and kills.
 */
export function loopGraph({ seconds }: { readonly seconds: number }): Uint8Array {
  const body = new GraphBuilder('body')
  body.input('round', 'int64', [])
  body.input('going', 'bool', [])
  body.input('matrix', 'float32', [loopSide, loopSide])
  body.nodeWith('Identity', ['going'], ['still_going'])
  const squared = body.node('MatMul', ['matrix', 'matrix'])
  // Keeps the values bounded however often the matrix is multiplied.
  body.nodeWith('Softmax', [squared], ['next_matrix'], { axis: 1 })
  body.output('still_going', 'bool', [])
  body.output('next_matrix', 'float32', [loopSide, loopSide])
  return depthGraph((graph, pixels) => {
    const rounds = graph.constant(integers([Math.ceil(seconds * roundsPerSecond)], []))
    const going = graph.constant(boolean(true))
    const matrix = graph.constant(
      floats(new Float32Array(loopSide ** 2).fill(1 / loopSide), [loopSide, loopSide]),
    )
    const last = graph.node('Loop', [rounds, going, matrix], { body: { graph: body } })
    const none = graph.node('Mul', [
      graph.node('ReduceMean', [last], { axes: [0, 1], keepdims: 0 }),
      graph.constant(floats([0], [])),
    ])
    const mean = graph.node('ReduceMean', [pixels], { axes: [1], keepdims: 0 })
    return graph.node('Add', [mean, none])
  })
}

/** A depth map with the same value everywhere: 0, NaN, Infinity or any other. */
export function constantGraph(value: number): Uint8Array {
  return depthGraph((graph, pixels) => {
    const mean = graph.node('ReduceMean', [pixels], { axes: [1], keepdims: 0 })
    const shape = graph.node('Shape', [mean])
    return graph.node('ConstantOfShape', [shape], { value: floats([value]) })
  })
}

/** The logarithm of the mean of the channels: NaN where an image is dark. */
export function logarithmGraph(): Uint8Array {
  return depthGraph((graph, pixels) =>
    graph.node('Log', [graph.node('ReduceMean', [pixels], { axes: [1], keepdims: 0 })]),
  )
}

/** A map of zeros of one size, whatever the image. */
export function mapGraph(width: number, height: number): Uint8Array {
  return depthGraph((graph) => {
    const shape = graph.constant(integers([1, height, width]))
    return graph.node('ConstantOfShape', [shape], { value: floats([0]) })
  })
}

/** Loads, but fails when it runs: it accepts images of one size only. */
export function failingGraph(): Uint8Array {
  return depthGraph((graph, pixels) => {
    const shape = graph.constant(integers([1, 7, 11]))
    return graph.node('Reshape', [pixels, shape])
  })
}

export type Fault = 'input-name' | 'input-rank' | 'input-type' | 'output-name' | 'two-inputs'

/** Graphs whose interface is not that of a depth model, each wrong in one way. */
export function wrongInterfaceGraph(fault: Fault): Uint8Array {
  const graph = new GraphBuilder('wrong')
  const dims = fault === 'input-rank' ? [1, ...inputDims] : inputDims
  const type: ElementType = fault === 'input-type' ? 'int64' : 'float32'
  const pixels = graph.input(fault === 'input-name' ? 'image' : 'pixel_values', type, dims)
  if (fault === 'two-inputs') graph.input('prompt', 'float32', [1])
  const values = fault === 'input-type' ? graph.node('Cast', [pixels], { to: 1 }) : pixels
  const name = fault === 'output-name' ? 'mask' : 'predicted_depth'
  const axes = fault === 'input-rank' ? [1, 2] : [1]
  graph.node('ReduceMean', [values], { axes, keepdims: 0 }, name)
  graph.output(name, 'float32', outputDims)
  return graph.build()
}

function depthGraph(depthOf: (graph: GraphBuilder, pixels: string) => string): Uint8Array {
  const graph = new GraphBuilder('simple')
  const pixels = graph.input('pixel_values', 'float32', inputDims)
  graph.nodeWith('Identity', [depthOf(graph, pixels)], ['predicted_depth'])
  graph.output('predicted_depth', 'float32', outputDims)
  return graph.build()
}
