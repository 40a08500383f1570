import { DepthError, messageOf } from '../../errors'
import type { RejectedProvider } from '../protocol'
import { libraryOf, type Library, type Provider } from '../providers'

/** What both packages have in common. */
export type Onnxruntime = Pick<
  typeof import('onnxruntime-node'),
  'InferenceSession' | 'Tensor' | 'env'
>

/** The package that can be loaded here, the candidates that come with it, and why not others. */
export interface Loaded {
  readonly onnxruntime: Onnxruntime
  readonly candidates: readonly Provider[]
  readonly rejectedProviders: readonly RejectedProvider[]
}

const remedies: Readonly<Record<Library, string>> = {
  'onnxruntime-node':
    'Install it in the Node-RED user directory with ' +
    '"ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node"; it has binaries for glibc Linux ' +
    '(x64, arm64), macOS (arm64) and Windows. Elsewhere (Alpine, 32-bit systems) ' +
    '"npm install onnxruntime-web@1.30" and the device "automatic" run models on WebAssembly, ' +
    'some times slower.',
  'onnxruntime-web':
    'Install it in the Node-RED user directory with "npm install onnxruntime-web@1.30".',
}

/**
 * Loads the first package of those that the candidates come with which can be loaded.
 *
 * @throws DepthError RUNTIME_MISSING, of the package that is preferred, when there is none
 */
export function loadOnnxruntime(candidates: readonly Provider[]): Loaded {
  const rejectedProviders: RejectedProvider[] = []
  let firstFault: DepthError | undefined
  for (const library of new Set(candidates.map(libraryOf))) {
    const ofLibrary = candidates.filter((provider) => libraryOf(provider) === library)
    try {
      return { onnxruntime: requireLibrary(library), candidates: ofLibrary, rejectedProviders }
    } catch (cause) {
      const fault = missing(library, cause)
      firstFault ??= fault
      rejectedProviders.push(...ofLibrary.map((provider) => ({ provider, reason: fault.message })))
    }
  }
  throw firstFault ?? new Error('there was no candidate')
}

function requireLibrary(library: Library): Onnxruntime {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only where it is used
  return require(library) as Onnxruntime
}

function missing(library: Library, cause: unknown): DepthError {
  const reason = messageOf(cause).trim().split('\n', 1)[0] ?? ''
  return new DepthError(
    'RUNTIME_MISSING',
    `${library} cannot be loaded on ${process.platform}/${process.arch} (${reason}). ${remedies[library]}`,
    { cause },
  )
}
