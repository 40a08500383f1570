import type { Hardware } from '../models/precision'

/** The packages that bring onnxruntime: native code, and WebAssembly, which the user adds. */
export type Library = 'onnxruntime-node' | 'onnxruntime-web'

interface ProviderSpec {
  readonly library: Library
  readonly hardware: Hardware
  /** The provider's name in onnxruntime's options. */
  readonly backend: string
  readonly takesDeviceId: boolean
  readonly deviceKey: (id: number) => string
}

/**
 * Execution providers of onnxruntime by the names that users see, and the physical device that each
 * one keeps busy: two providers on one device share its slot.
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
    backend: 'wasm',
    takesDeviceId: false,
    deviceKey: () => 'cpu',
  },
} as const satisfies Record<string, ProviderSpec>

export type Provider = keyof typeof providers
export type Device = Provider | 'auto'

export const devices: readonly Device[] = ['auto', ...(Object.keys(providers) as Provider[])]

export function isDevice(value: unknown): value is Device {
  return typeof value === 'string' && (devices as readonly string[]).includes(value)
}

/**
 * What `auto` tries, in order. WebGPU and CoreML are by choice until measured better: WebGPU on a
 * software driver makes a session and is 25 times slower than cpu. WebAssembly stands in where the
 * native package cannot be loaded at all (see `libraryOf`).
 */
const automatic: Readonly<Record<string, readonly Provider[]>> = {
  'linux/x64': ['cuda', 'cpu', 'wasm'],
  'win32/x64': ['directml', 'cpu', 'wasm'],
  'win32/arm64': ['directml', 'cpu', 'wasm'],
}

/**
 * The providers to try for a device, in order.
 *
 * @param fallback whether cpu may stand in for an explicit device that cannot be used
 */
export function providersToTry(
  device: Device,
  fallback: boolean,
  platform = `${process.platform}/${process.arch}`,
): readonly Provider[] {
  if (device === 'auto') return automatic[platform] ?? ['cpu', 'wasm']
  return fallback && device !== 'cpu' ? [device, 'cpu'] : [device]
}

/**
 * The package that a provider comes with. Of the candidates for a device only those of one package
 * are tried, the first that can be loaded: another package stands in for one that is missing, not
 * for one that refused the model.
 */
export function libraryOf(provider: Provider): Library {
  return providers[provider].library
}

/** The entry of onnxruntime's `executionProviders` option for a provider. */
export function executionProvider(
  provider: Provider,
  deviceId: number,
): { name: string; deviceId?: number } {
  const { backend, takesDeviceId } = providers[provider]
  return takesDeviceId ? { name: backend, deviceId } : { name: backend }
}

/** What a device computes with; `auto` counts as a processor, on which every precision runs. */
export function hardwareOf(device: Device): Hardware {
  return device === 'auto' ? 'processor' : providers[device].hardware
}

/** Names the physical device behind a provider: `cpu`, `gpu:0`, … */
export function deviceKey(provider: Provider, deviceId: number): string {
  return providers[provider].deviceKey(deviceId)
}

function nativeProvider(
  backend: string,
  row: Pick<ProviderSpec, 'deviceKey'> & Partial<Pick<ProviderSpec, 'takesDeviceId' | 'hardware'>>,
): ProviderSpec {
  return {
    library: 'onnxruntime-node',
    hardware: 'graphics',
    backend,
    takesDeviceId: false,
    ...row,
  }
}
