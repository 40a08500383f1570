import assert from 'node:assert/strict'
import { untilAborted, withTimeLimit } from '../../../lib/http/time-limit'

const never = new Promise<never>(() => undefined)
const timeoutError = () => new Error('too late')

describe('a time limit', () => {
  it('lets work that is in time have its result or error', async () => {
    const limit = { timeoutMs: 60_000, timeoutError }
    assert.equal(await withTimeLimit(() => Promise.resolve(1), limit), 1)
    const failure = new Error('failed')
    await assert.rejects(
      withTimeLimit(() => Promise.reject(failure), limit),
      failure,
    )
  })

  it('ends with its error although the work ignores the signal', async () => {
    let told: AbortSignal | undefined
    const work = (signal: AbortSignal) => {
      told = signal
      return never
    }
    await assert.rejects(withTimeLimit(work, { timeoutMs: 1, timeoutError }), /too late/)
    assert.equal(told?.aborted, true)
  })

  it('ends with the reason of the signal, before or during the work', async () => {
    const reason = new Error('canceled')
    const limit = { timeoutMs: 60_000, timeoutError }
    const canceling = new AbortController()
    const late = withTimeLimit(() => never, { ...limit, signal: canceling.signal })
    canceling.abort(reason)
    await assert.rejects(late, reason)
    await assert.rejects(
      withTimeLimit(() => never, { ...limit, signal: AbortSignal.abort(reason) }),
      reason,
    )
  })

  it('leaves no listener on the signal', async () => {
    const { signal } = new AbortController()
    const counts: number[] = []
    const counted = new Proxy(signal, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target)
        if (name === 'addEventListener') counts.push(1)
        if (name === 'removeEventListener') counts.push(-1)
        return typeof value === 'function' ? (value.bind(target) as unknown) : value
      },
    })
    await withTimeLimit(() => untilAborted(Promise.resolve(), counted), {
      timeoutMs: 60_000,
      timeoutError,
      signal: counted,
    })
    assert.equal(
      counts.reduce((sum, step) => sum + step, 0),
      0,
    )
  })
})
