import type { ErrorCode } from '../lib/errors'

/** For `assert.rejects` and `assert.throws`: an error of this code whose text matches all patterns. */
export function coded(code: ErrorCode, ...patterns: RegExp[]): (thrown: unknown) => boolean {
  return (thrown) => {
    if (!(thrown instanceof Error) || !('code' in thrown)) return false
    if (thrown.code === code && patterns.every((pattern) => pattern.test(thrown.message)))
      return true
    throw new Error(`${String(thrown.code)}: ${thrown.message}`, { cause: thrown })
  }
}
