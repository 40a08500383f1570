/**
 * Execution providers of onnxruntime by the names that users see, and the physical device that each
 * one keeps busy: two providers on one device share its slot.
 */
const providers = {
  cpu: { backend: 'cpu', takesDeviceId: false, deviceKey: () => 'cpu' },
  cuda: { backend: 'cuda', takesDeviceId: true, deviceKey: (id: number) => `gpu:${id}` },
  tensorrt: { backend: 'tensorrt', takesDeviceId: true, deviceKey: (id: number) => `gpu:${id}` },
  directml: { backend: 'dml', takesDeviceId: true, deviceKey: (id: number) => `gpu:${id}` },
  webgpu: { backend: 'webgpu', takesDeviceId: false, deviceKey: () => 'gpu:0' },
  coreml: { backend: 'coreml', takesDeviceId: false, deviceKey: () => 'coreml' },
} as const satisfies Record<
  string,
  { backend: string; takesDeviceId: boolean; deviceKey: (id: number) => string }
>

export type Provider = keyof typeof providers
export type Device = Provider | 'auto'

export const devices: readonly Device[] = ['auto', ...(Object.keys(providers) as Provider[])]

export function isDevice(value: unknown): value is Device {
  return typeof value === 'string' && (devices as readonly string[]).includes(value)
}

/**
 * What `auto` tries, in order. WebGPU and CoreML are by choice until measured better: WebGPU on a
 * software driver makes a session and is 25 times slower than cpu.
 */
const automatic: Readonly<Record<string, readonly Provider[]>> = {
  'linux/x64': ['cuda', 'cpu'],
  'win32/x64': ['directml', 'cpu'],
  'win32/arm64': ['directml', 'cpu'],
}

/**
 * The providers to try for a device, in order.
 *
 * @param fallback whether cpu may stand in for an explicit device that cannot be used
 */
export function candidates(
  device: Device,
  fallback: boolean,
  platform = `${process.platform}/${process.arch}`,
): readonly Provider[] {
  if (device === 'auto') return automatic[platform] ?? ['cpu']
  return fallback && device !== 'cpu' ? [device, 'cpu'] : [device]
}

/** The entry of onnxruntime's `executionProviders` option for a provider. */
export function executionProvider(
  provider: Provider,
  deviceId: number,
): { name: string; deviceId?: number } {
  const { backend, takesDeviceId } = providers[provider]
  return takesDeviceId ? { name: backend, deviceId } : { name: backend }
}

/** Names the physical device behind a provider: `cpu`, `gpu:0`, … */
export function deviceKey(provider: Provider, deviceId: number): string {
  return providers[provider].deviceKey(deviceId)
}
