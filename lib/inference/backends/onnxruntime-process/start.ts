import { basename } from 'node:path'
import type { ModelDescriptor } from '../../../models/descriptor'
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
  return startSkippingCrashes(request, signal)
}

/** Names of the files beside a graph that hold its weights. */
function externalDataOf({ files }: ModelDescriptor, file: string): readonly string[] {
  const graph = Object.values(files).find(({ path }) => basename(path) === basename(file))
  return (graph?.externalData ?? []).map(({ path }) => basename(path))
}

/** A provider that crashes the process counts as rejected: the next one is tried in a new process. */
async function startSkippingCrashes(
  request: LoadRequest,
  signal: AbortSignal,
): Promise<ModelProcess> {
  try {
    return await ModelProcess.start(request, loadLimitMs, signal)
  } catch (thrown) {
    if (!(thrown instanceof ProviderCrash) || signal.aborted) throw thrown
    const { provider, message } = thrown
    const rest = request.providers
      .slice(request.providers.indexOf(provider) + 1)
      .filter((candidate) => libraryOf(candidate) === libraryOf(provider))
    if (rest.length === 0) throw thrown
    const rejectedProviders = [...request.rejectedProviders, { provider, reason: message }]
    return startSkippingCrashes({ ...request, providers: rest, rejectedProviders }, signal)
  }
}
