const longest = 300

/** What onnxruntime says in pages of C++, and the part of it that people can use. */
const known: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/((?:CUDA|CUDNN|CUBLAS|TensorRT) failure \d+: [^;\n]*?)\s*(?:;|\n|$)/, '$1'],
  [/webgpu[\s\S]*(?:adapter|Instance::RequestAdapter)/i, 'no graphics adapter was found'],
]

/** The reason in an error of onnxruntime, in one line. */
export function shortReason(message: string): string {
  for (const [pattern, reason] of known) {
    const found = pattern.exec(message)
    if (found !== null) return reason.replace('$1', found[1] ?? '')
  }
  const line = message
    .split('\n')
    .map((text) => text.trim())
    .find((text) => text !== '')
  return line === undefined || line.length <= longest ? (line ?? '') : `${line.slice(0, longest)}…`
}
