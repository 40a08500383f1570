import assert from 'node:assert/strict'
import { Newest } from '../../../editor/view/newest'

describe('the newest of a stream', () => {
  it('is shown although what it replaced failed while it came', async () => {
    let frame = 'old'
    const shown: string[] = []
    let fail: (reason: Error) => void = () => undefined
    const old = new Promise<void>((_, reject) => (fail = reject))
    const newest = new Newest(() => ({
      id: frame,
      show: frame === 'old' ? () => old : () => Promise.resolve(void shown.push('new')),
    }))
    const first = newest.refresh()
    frame = 'new'
    await newest.refresh()
    assert.deepEqual(shown, [])
    fail(new Error('replaced'))
    await first
    assert.deepEqual(shown, ['new'])
  })

  it('waits for the next news where it cannot be shown', async () => {
    let tries = 0
    const newest = new Newest(() => ({
      id: 'same',
      show: () => Promise.reject(new Error(`try ${++tries}`)),
    }))
    await newest.refresh()
    assert.equal(tries, 1)
  })

  it('is shown once', async () => {
    let times = 0
    const newest = new Newest(() => ({
      id: 'same',
      show: () => {
        times++
        return Promise.resolve()
      },
    }))
    await Promise.all([newest.refresh(), newest.refresh()])
    await newest.refresh()
    assert.equal(times, 1)
  })
})
