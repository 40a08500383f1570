/** What brings the libraries that a GPU provider is linked to. */
const owners: readonly (readonly [library: RegExp, owner: string])[] = [
  [/onnxruntime_providers/, 'onnxruntime-node was installed without its CUDA libraries'],
  [/^(lib)?cuda\./, 'the NVIDIA driver'],
  [/^nvcuda\./, 'the NVIDIA driver'],
  [/cudnn/, 'cuDNN 9'],
  [/nvinfer|nvonnxparser/, 'TensorRT'],
  [/cublas|cudart|curand|cufft|nvrtc/, 'the CUDA toolkit'],
]

/**
 * The library whose absence made a provider fail, and what it belongs to, from what onnxruntime
 * wrote to stderr: it names it nowhere else.
 */
export function missingLibrary(stderr: string): string | undefined {
  const library = /([\w.+-]+\.(?:so[\w.]*|dll)): cannot open shared object file/.exec(stderr)?.[1]
  if (library === undefined) return undefined
  const owner = owners.find(([pattern]) => pattern.test(library))?.[1]
  return `${library} not found${owner === undefined ? '' : ` (${owner})`}`
}
