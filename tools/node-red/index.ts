export { loadedTypes } from './loaded-types'
export { nodeRedPackage } from './line'
export { freePort, RunningNodeRed, writeUserDir, type StartOptions } from './start'
