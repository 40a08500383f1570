import { basename } from 'node:path'
import { toDepthError } from '../../../errors'
import type { ModelDescriptor } from '../../../models/descriptor'
import { precisionOf } from '../../../models/precision-of'
import type { LoadRequest } from '../../protocol'
import { libraryOf, providersToTry } from '../../providers'
import type { BackendSpec } from '../backend'
import { ModelProcess } from './model-process'
import { ProviderCrash } from './worker-process'

/** A large model on a slow disk needs its time; a load that takes longer than this hangs. */
const loadLimitMs = 300_000

/** Loads a model in a separate process; see `StartBackend`. */
export function startModelProcess(spec: BackendSpec, signal: AbortSignal): Promise<ModelProcess> {
  const { descriptor, file, device, deviceId, fallback, threads } = spec
  const { input, output } = descriptor
  const request: LoadRequest = {
    type: 'load',
    file,
    externalData: externalDataOf(descriptor, file),
    tensors: { input, output },
    providers: providersToTry(device, fallback),
    rejectedProviders: [],
    deviceId,
    threads,
  }
  return startSkippingCrashes(request, loadLimitMs, signal)
}

/** Names of the files beside a graph that hold its weights. */
function externalDataOf(descriptor: ModelDescriptor, file: string): readonly string[] {
  const precision = precisionOf(descriptor, file)
  const graph = precision === undefined ? undefined : descriptor.files[precision]
  return (graph?.externalData ?? []).map(({ path }) => basename(path))
}

/**
 * Starts a process, skipping providers that crash it: the next one is tried in a new process. It is
 * of the same package, unless the package itself cannot run on this processor.
 */
export async function startSkippingCrashes(
  request: LoadRequest,
  timeLimitMs: number,
  signal?: AbortSignal,
): Promise<ModelProcess> {
  try {
    return await ModelProcess.start(request, timeLimitMs, signal)
  } catch (thrown) {
    if (!(thrown instanceof ProviderCrash) || signal?.aborted === true) throw thrown
    const { provider, message, lacksInstructions } = thrown
    const providers = request.providers
      .slice(request.providers.indexOf(provider) + 1)
      .filter((next) => (libraryOf(next) === libraryOf(provider)) !== lacksInstructions)
    if (providers.length === 0) throw thrown
    const rejectedProviders = [...request.rejectedProviders, { provider, reason: message }]
    const retry = { ...request, providers, rejectedProviders }
    return startSkippingCrashes(retry, timeLimitMs, signal).catch((later: unknown) => {
      // That the other package is not installed is no news to whoever never chose it.
      throw toDepthError(later).code === 'RUNTIME_MISSING' ? thrown : later
    })
  }
}
