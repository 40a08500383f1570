export { architectures, type Architecture, type SizeName, type Version } from './architectures'
export { depthAnythingFiles, depthAnythingGraph, type DepthAnythingOptions } from './depth-anything'
export { interfaceGraph, type InterfaceOptions } from './interface-graph'
export { parameterCount } from './parameters'
export {
  constantGraph,
  failingGraph,
  logarithmGraph,
  loopGraph,
  mapGraph,
  nearZeroGraph,
  wrongInterfaceGraph,
  type Fault,
} from './simple-graphs'
