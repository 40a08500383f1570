import { join } from 'node:path'
import { DepthError } from '../../../errors'
import { packageRoot } from '../../../package-root'
import { ModelProcess, ProviderCrash } from './model-process'
import type { ModelSignature } from '../../protocol'
import { providersToTry, isDevice, type Provider } from '../../providers'

/** Small enough that a probe takes as long as the device's libraries take to load. */
const probeModel = join(packageRoot, 'models', 'tiny-v2.onnx')
const timeLimitMs = 30_000

/** Whether a session can be made on a device. */
export interface DeviceProbe {
  readonly usable: boolean
  /** What was found: for `auto` the device that it would take. */
  readonly provider?: Provider
  /** Why the device cannot be used. */
  readonly reason?: string
}

/**
 * Finds out whether a device can be used, by making a session on it in a process of its own.
 *
 * @param device a name of `devices`
 * @throws DepthError CONFIG_INVALID for another name, RUNTIME_MISSING
 */
export async function probeDevice(device: string): Promise<DeviceProbe> {
  if (!isDevice(device)) {
    throw new DepthError('CONFIG_INVALID', `There is no device "${device}".`)
  }
  try {
    // With cpu behind it, the rejected comes by itself and not inside a longer message.
    const { provider, rejectedProviders } = await load(probeModel, providersToTry(device, true))
    if (device === 'auto' || provider === device) return { usable: true, provider }
    const [rejected] = rejectedProviders
    return { usable: false, ...(rejected !== undefined && { reason: rejected.reason }) }
  } catch (thrown) {
    if (thrown instanceof ProviderCrash) return { usable: false, reason: thrown.message }
    throw thrown
  }
}

let automatic: Promise<Provider> | undefined

/**
 * The provider that `auto` takes on this machine, found out once for each Node-RED. Where the
 * processor is the first to be tried, nothing is started.
 */
export function automaticProvider(): Promise<Provider> {
  automatic ??= findAutomatic()
  return automatic
}

async function findAutomatic(): Promise<Provider> {
  const [first] = providersToTry('auto', true)
  if (first === 'cpu') return first
  const { provider } = await probeDevice('auto')
  return provider ?? 'cpu'
}

/**
 * Inputs and outputs of a graph, as onnxruntime sees them on the processor.
 *
 * @throws DepthError MODEL_INVALID, RUNTIME_MISSING, RUNTIME_CRASHED, INFERENCE_TIMEOUT
 */
export async function inspectModel(file: string): Promise<ModelSignature> {
  return (await load(file, ['cpu', 'wasm'])).signature
}

/** What a process says after loading a model; it is ended at once. */
async function load(file: string, providers: readonly Provider[]) {
  const request = {
    type: 'load',
    file,
    candidates: providers,
    rejectedProviders: [],
    deviceId: 0,
    threads: 1,
  } as const
  const started = await ModelProcess.start(request, timeLimitMs)
  const { provider, rejectedProviders, signature } = started
  started.kill()
  return { provider, rejectedProviders, signature }
}
