export { DepthInference, type DepthResult, type InferenceSettings } from './depth-inference'
export { ModelPool } from './model-pool'
export { devices, isDevice, type Device, type Provider } from './providers'
