import { join } from 'node:path'
import { DepthError } from '../../../errors'
import type { Size } from '../../../frames/image-frame'
import type { ModelDescriptor } from '../../../models/descriptor'
import { externalDataBeside } from '../../../models/external-data'
import { modelInputSize } from '../../../models/input-size'
import type { Signature } from '../../../models/signature'
import { once } from '../../../once'
import { packageRoot } from '../../../package-root'
import type { LoadRequest } from '../../protocol'
import { isDevice, providersToTry, type Provider } from '../../providers'
import type { ModelProcess } from './model-process'
import { startSkippingCrashes } from './start'
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
 * @param device a name from `devices`, but not `server`
 * @throws DepthError CONFIG_INVALID for another name, RUNTIME_MISSING
 */
export async function probeDevice(device: string): Promise<DeviceProbe> {
  if (!isDevice(device) || device === 'server') {
    throw new DepthError('CONFIG_INVALID', `There is no device "${device}".`)
  }
  try {
    // With cpu as the fallback, the reason comes by itself and not inside a longer message.
    const { provider, rejectedProviders } = await withModel(
      { file: probeModel, providers: providersToTry(device, true) },
      (model) => model,
    )
    if (device === 'auto' || provider === device) return { usable: true, provider }
    const [rejected] = rejectedProviders
    return { usable: false, ...(rejected !== undefined && { reason: rejected.reason }) }
  } catch (thrown) {
    if (thrown instanceof ProviderCrash) return { usable: false, reason: thrown.message }
    throw thrown
  }
}

/**
 * The provider that `auto` takes on this machine, determined once per Node-RED process. Where cpu
 * is the first to be tried, no process is started.
 */
export const automaticProvider = once(findAutomatic)

async function findAutomatic(): Promise<Provider> {
  const [first] = providersToTry('auto', true)
  if (first === 'cpu') return first
  const { provider } = await probeDevice('auto')
  return provider ?? 'cpu'
}

/** Providers of the processor, on which every graph can be looked at. */
const processorProviders = ['cpu', 'wasm'] as const

/**
 * Inputs and outputs of a graph, as onnxruntime finds them on the processor.
 *
 * @throws DepthError MODEL_INVALID, RUNTIME_MISSING, RUNTIME_CRASHED, INFERENCE_TIMEOUT
 */
export async function inspectModel(file: string): Promise<Signature> {
  return withModel({ file, providers: processorProviders }, ({ signature }) => signature)
}

/**
 * Runs a graph once with its descriptor, on the processor and on a made-up image.
 *
 * @throws DepthError as `InferenceBackend.run` and `inspectModel`
 */
export async function tryModel(file: string, descriptor: ModelDescriptor): Promise<void> {
  const { input, output } = descriptor
  const size = modelInputSize(input, trialImage)
  const request = { file, providers: processorProviders, tensors: { input, output } }
  await withModel(request, (model) => model.run({ ...size, data: gradient(size) }, timeLimitMs))
}

const trialImage: Size = { width: 640, height: 480 }

/** Pixels of every brightness, so that no model has a reason for an empty map. */
function gradient({ width, height }: Size): Uint8Array {
  const pixels = new Uint8Array(width * height * 3)
  return pixels.map((_, i) => Math.floor((256 * i) / pixels.length))
}

let last: Promise<unknown> = Promise.resolve()

/**
 * Loads a model in a process that ends right after its use. One at a time: whoever asks a hundred
 * times at once must not get a hundred processes.
 */
function withModel<T>(
  request: Pick<LoadRequest, 'file' | 'providers' | 'tensors'>,
  use: (model: ModelProcess) => T | Promise<T>,
): Promise<T> {
  const mine = last.then(async () => {
    const model = await start(request)
    try {
      return await use(model)
    } finally {
      model.close()
    }
  })
  last = mine.catch(() => undefined)
  return mine
}

async function start(
  request: Pick<LoadRequest, 'file' | 'providers' | 'tensors'>,
): Promise<ModelProcess> {
  return startSkippingCrashes(
    {
      type: 'load',
      ...request,
      externalData: await externalDataBeside(request.file),
      rejectedProviders: [],
      deviceId: 0,
      threads: 1,
    },
    timeLimitMs,
  )
}
