import { join } from 'node:path'
import { DepthError } from '../../../errors'
import type { Signature } from '../../../models/signature'
import { packageRoot } from '../../../package-root'
import { isDevice, providersToTry, type Provider } from '../../providers'
import { ModelProcess } from './model-process'
import { ProviderCrash } from './worker-process'

/** So small that a probe takes only as long as the device's libraries take to load. */
const probeModel = join(packageRoot, 'models', 'tiny-v2.onnx')
const timeLimitMs = 30_000

/** Whether a session can be created on a device. */
export interface DeviceProbe {
  readonly usable: boolean
  /** The provider that was found: for `auto`, the one that it would take. */
  readonly provider?: Provider
  /** Why the device cannot be used. */
  readonly reason?: string
}

/**
 * Finds out whether a device can be used, by creating a session on it in a separate process.
 *
 * @param device a name from `devices`
 * @throws DepthError CONFIG_INVALID for another name, RUNTIME_MISSING
 */
export async function probeDevice(device: string): Promise<DeviceProbe> {
  if (!isDevice(device)) {
    throw new DepthError('CONFIG_INVALID', `There is no device "${device}".`)
  }
  try {
    // With cpu as the fallback, the reason comes by itself and not inside a longer message.
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
 * The provider that `auto` takes on this machine, determined once per Node-RED process. Where cpu
 * is the first to be tried, no process is started.
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
 * Inputs and outputs of a graph, as onnxruntime finds them on the processor.
 *
 * @throws DepthError MODEL_INVALID, RUNTIME_MISSING, RUNTIME_CRASHED, INFERENCE_TIMEOUT
 */
export async function inspectModel(file: string): Promise<Signature> {
  return (await load(file, ['cpu', 'wasm'])).signature
}

/** Loads a model in a process that ends right after it; what was found stays readable. */
async function load(file: string, providers: readonly Provider[]): Promise<ModelProcess> {
  const started = await ModelProcess.start(
    {
      type: 'load',
      file,
      externalData: [],
      providers,
      rejectedProviders: [],
      deviceId: 0,
      threads: 1,
    },
    timeLimitMs,
  )
  started.close()
  return started
}
