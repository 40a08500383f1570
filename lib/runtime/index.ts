export { DepthInference, type DepthResult, type InferenceSettings } from './depth-inference'
export { ModelPool } from './model-pool'
export { automaticProvider, inspectModel, probeDevice, type DeviceProbe } from './probe'
export { devices, isDevice, type Device, type Provider } from './providers'
