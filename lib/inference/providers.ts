import type { Hardware } from '../models/precision'

/** The packages that contain onnxruntime: native code, and WebAssembly, which the user adds. */
export type Library = 'onnxruntime-node' | 'onnxruntime-web'

interface ProviderSpec {
  readonly library: Library
  readonly hardware: Hardware
  /** The provider's name in onnxruntime's options. */
  readonly executionProvider: string
  readonly takesDeviceId: boolean
  readonly deviceKey: (id: number) => string
}

/**
 * Execution providers of onnxruntime by the names that users see, and the physical device that each
 * one occupies: two providers on the same device take turns.
 */
const providers = {
  cpu: nativeProvider('cpu', { hardware: 'processor', deviceKey: () => 'cpu' }),
  cuda: nativeProvider('cuda', { takesDeviceId: true, deviceKey: (id) => `gpu:${id}` }),
  tensorrt: nativeProvider('tensorrt', { takesDeviceId: true, deviceKey: (id) => `gpu:${id}` }),
  directml: nativeProvider('dml', { takesDeviceId: true, deviceKey: (id) => `gpu:${id}` }),
  webgpu: nativeProvider('webgpu', { deviceKey: () => 'gpu:0' }),
  coreml: nativeProvider('coreml', { deviceKey: () => 'coreml' }),
  wasm: {
    library: 'onnxruntime-web',
    hardware: 'processor',
    executionProvider: 'wasm',
    takesDeviceId: false,
    deviceKey: () => 'cpu',
  },
} as const satisfies Record<string, ProviderSpec>

export type Provider = keyof typeof providers

/** What the user picks: a provider, the best one, or inference servers elsewhere. */
export type Device = Provider | 'auto' | 'server'

/** A provider that was tried and could not be used, and why. */
export interface RejectedProvider {
  readonly provider: Provider
  readonly reason: string
}

export const devices: readonly Device[] = [
  'auto',
  ...(Object.keys(providers) as Provider[]),
  'server',
]

export function isDevice(value: unknown): value is Device {
  return typeof value === 'string' && (devices as readonly string[]).includes(value)
}

function isProvider(device: Device): device is Provider {
  return device in providers
}

/**
 * What `auto` tries, in order. WebGPU and CoreML have to be chosen until they are measured to be
 * better: with a software driver, WebGPU creates a session and is 25 times slower than cpu.
 * WebAssembly replaces a native package that cannot be loaded at all (see `libraryOf`).
 */
const automatic: Readonly<Record<string, readonly Provider[]>> = {
  'linux/x64': ['cuda', 'cpu', 'wasm'],
  'win32/x64': ['directml', 'cpu', 'wasm'],
  'win32/arm64': ['directml', 'cpu', 'wasm'],
}

/**
 * The providers to try for a device, in order. What stands in for a server on this machine is chosen
 * as for `auto`.
 *
 * @param fallback whether cpu may replace an explicit device that cannot be used
 */
export function providersToTry(
  device: Device,
  fallback: boolean,
  platform = `${process.platform}/${process.arch}`,
): readonly Provider[] {
  if (!isProvider(device)) return automatic[platform] ?? ['cpu', 'wasm']
  return fallback && device !== 'cpu' ? [device, 'cpu'] : [device]
}

/**
 * The package that a provider comes with. Only the providers of one package are tried for a device,
 * the first package that can be loaded: another package replaces one that is missing, not one that
 * rejected the model.
 */
export function libraryOf(provider: Provider): Library {
  return providers[provider].library
}

/** The entry of onnxruntime's `executionProviders` option for a provider. */
export function executionProvider(
  provider: Provider,
  deviceId: number,
): { name: string; deviceId?: number } {
  const { executionProvider: name, takesDeviceId } = providers[provider]
  return takesDeviceId ? { name, deviceId } : { name }
}

/** Whether there can be several of a device, told apart by a number. */
export function isNumbered(device: Device): boolean {
  return isProvider(device) && providers[device].takesDeviceId
}

/** What a device computes with; one that is not known is a processor, on which every precision runs. */
export function hardwareOf(device: Device): Hardware {
  return isProvider(device) ? providers[device].hardware : 'processor'
}

/** The name of the physical device behind a provider: `cpu`, `gpu:0`, … */
export function deviceKey(provider: Provider, deviceId: number): string {
  return providers[provider].deviceKey(deviceId)
}

function nativeProvider(
  executionProvider: string,
  row: Pick<ProviderSpec, 'deviceKey'> & Partial<Pick<ProviderSpec, 'takesDeviceId' | 'hardware'>>,
): ProviderSpec {
  return {
    library: 'onnxruntime-node',
    hardware: 'graphics',
    executionProvider,
    takesDeviceId: false,
    ...row,
  }
}
