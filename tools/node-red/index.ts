export { nodeRedPackage } from './line'
export { RunningNodeRed, type StartOptions } from './start'
