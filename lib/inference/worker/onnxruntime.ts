import { DepthError, messageOf } from '../../errors'
import { libraryOf, type Library, type Provider, type RejectedProvider } from '../providers'

/** What both packages have in common. */
export type Onnxruntime = Pick<
  typeof import('onnxruntime-node'),
  'InferenceSession' | 'Tensor' | 'env'
>

/** The package that was loaded, the providers that come with it, and why not others. */
export interface LoadedLibrary {
  readonly onnxruntime: Onnxruntime
  readonly providers: readonly Provider[]
  readonly rejectedProviders: readonly RejectedProvider[]
}

const remedies: Readonly<Record<Library, string>> = {
  'onnxruntime-node':
    'Install it in the Node-RED user directory with ' +
    '"ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node"; it has binaries for glibc Linux ' +
    '(x64, arm64), macOS (arm64) and Windows. Elsewhere (Alpine, 32-bit systems) ' +
    '"npm install onnxruntime-web@1.30" and the device "automatic" run models on WebAssembly, ' +
    'several times slower.',
  'onnxruntime-web':
    'Install it in the Node-RED user directory with "npm install onnxruntime-web@1.30".',
}

/**
 * Loads the first package that can be loaded, of those that the providers come with.
 *
 * @param onTry is called with a package's first provider: loading a package may end the process
 * @throws DepthError RUNTIME_MISSING, about the preferred package, when none can be loaded
 */
export function loadOnnxruntime(
  wanted: readonly Provider[],
  onTry: (provider: Provider) => void,
): LoadedLibrary {
  const rejectedProviders: RejectedProvider[] = []
  let firstError: DepthError | undefined
  for (const library of new Set(wanted.map(libraryOf))) {
    const providers = wanted.filter((provider) => libraryOf(provider) === library)
    if (providers[0] !== undefined) onTry(providers[0])
    try {
      return { onnxruntime: requireLibrary(library), providers, rejectedProviders }
    } catch (cause) {
      const error = missing(library, cause)
      firstError ??= error
      rejectedProviders.push(...providers.map((provider) => ({ provider, reason: error.message })))
    }
  }
  throw firstError ?? new Error('no provider was requested')
}

/**
 * The tensors of onnxruntime 1.30 hold 16-bit floats in a Float16Array where there is one (Node.js 24),
 * which its native code takes for empty. Without one they hold the bits in a Uint16Array, as before.
 */
function requireLibrary(library: Library): Onnxruntime {
  Reflect.deleteProperty(globalThis, 'Float16Array')
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
