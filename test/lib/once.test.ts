import assert from 'node:assert/strict'
import { once } from '../../lib/once'

describe('work that is done once', () => {
  it('is shared by calls at the same time and later ones', async () => {
    let calls = 0
    const get = once(() => Promise.resolve(++calls))
    assert.deepEqual(await Promise.all([get(), get()]), [1, 1])
    assert.equal(await get(), 1)
  })

  it('is done again after a failure', async () => {
    let calls = 0
    const get = once(() =>
      ++calls < 3 ? Promise.reject(new Error(`${calls}`)) : Promise.resolve(calls),
    )
    await assert.rejects(get(), { message: '1' })
    await assert.rejects(get(), { message: '2' })
    assert.deepEqual([await get(), await get()], [3, 3])
  })
})
