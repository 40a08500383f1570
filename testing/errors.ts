import assert from 'node:assert/strict'
import type { ErrorCode } from '../lib/errors'

/** For `assert.rejects` and `assert.throws`: an error of this code whose text matches all patterns. */
export function coded(code: ErrorCode, ...patterns: RegExp[]): (thrown: unknown) => true {
  return (thrown) => {
    assert.ok(thrown instanceof Error && 'code' in thrown, `not a coded error: ${String(thrown)}`)
    assert.equal(thrown.code, code, thrown.message)
    for (const pattern of patterns) assert.match(thrown.message, pattern)
    return true
  }
}
