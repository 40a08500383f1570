export { loadedTypes } from './loaded-types'
export { nodeRedPackage } from './line'
export { RunningNodeRed, writeUserDir, type StartOptions } from './start'
