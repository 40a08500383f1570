import { closeSync, openSync, readSync } from 'node:fs'

/** What often lies where an ONNX file should, by how it begins. */
const others: readonly (readonly [start: RegExp, what: string])[] = [
  [/^$/, 'It is empty.'],
  [
    /^version https:\/\/git-lfs/,
    'It is a pointer of Git LFS, not the model itself: run "git lfs pull", or download the file from its page.',
  ],
  [/^\s*</, 'It is a web page: download the file itself, not the page about it.'],
  [/^PK/, 'It is a ZIP archive: unpack it.'],
]

/** What a file is that onnxruntime does not take for a model, with the remedy, where that is known. */
export function whatIsIt(file: string): string | undefined {
  const start = firstBytes(file)
  return start && others.find(([pattern]) => pattern.test(start.toString('latin1')))?.[1]
}

function firstBytes(file: string): Buffer | undefined {
  const start = Buffer.alloc(100)
  try {
    const handle = openSync(file, 'r')
    try {
      return start.subarray(0, readSync(handle, start))
    } finally {
      closeSync(handle)
    }
  } catch {
    // onnxruntime has said why it cannot be read.
    return undefined
  }
}
