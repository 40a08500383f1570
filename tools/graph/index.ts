export {
  constantGraph,
  failingGraph,
  loopGraph,
  nearZeroGraph,
  wrongInterfaceGraph,
  type Fault,
} from './simple-graphs'
