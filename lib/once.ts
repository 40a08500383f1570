/**
 * Makes work that is done once: every call gets what the first one found. A failure is forgotten, so
 * that the next call tries again: what was out of order for a moment (no file handle, no memory) must
 * not stay so until Node-RED restarts.
 */
export function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined
  return () => {
    if (result === undefined) {
      result = work()
      result.catch(() => (result = undefined))
    }
    return result
  }
}
