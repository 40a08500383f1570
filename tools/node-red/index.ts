export { loadedTypes } from './loaded-types'
export { RunningNodeRed, type StartOptions } from './start'
