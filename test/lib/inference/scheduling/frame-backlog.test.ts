import assert from 'node:assert/strict'
import { FrameBacklog } from '../../../../lib/inference/scheduling/frame-backlog'

interface Entry {
  readonly name: string
  readonly liveKey: string | undefined
}

const live = (name: string, key: string): Entry => ({ name, liveKey: key })
const kept = (name: string): Entry => ({ name, liveKey: undefined })
const namesOf = (line: FrameBacklog<Entry>) => line.clear().map(({ name }) => name)

describe('the line in front of a model', () => {
  it('hands out messages in the order of their arrival', () => {
    const line = new FrameBacklog<Entry>(10)
    for (const name of ['a', 'b', 'c']) line.add(kept(name))
    assert.deepEqual([line.take()?.name, line.take()?.name, line.take()?.name], ['a', 'b', 'c'])
  })

  it('drops the older frame when a newer one of the same camera waits, and keeps its place', () => {
    const line = new FrameBacklog<Entry>(10)
    line.add(live('door 1', 'door'))
    line.add(live('yard 1', 'yard'))
    assert.equal(line.add(live('door 2', 'door'))?.name, 'door 1')
    assert.deepEqual(namesOf(line), ['door 2', 'yard 1'])
  })

  it('never drops a message that is not live, also beside live ones', () => {
    const line = new FrameBacklog<Entry>(10)
    line.add(kept('a'))
    line.add(live('door 1', 'door'))
    line.add(kept('b'))
    line.add(live('door 2', 'door'))
    assert.deepEqual(namesOf(line), ['a', 'door 2', 'b'])
  })

  it('refuses a message beyond the limit and names the setting', () => {
    const line = new FrameBacklog<Entry>(2)
    line.add(kept('a'))
    line.add(kept('b'))
    assert.throws(() => line.add(kept('c')), { code: 'QUEUE_FULL', message: /"queue limit"/ })
    assert.deepEqual(namesOf(line), ['a', 'b'])
  })

  it('does not count live frames towards the limit', () => {
    const line = new FrameBacklog<Entry>(1)
    line.add(live('door 1', 'door'))
    line.add(live('yard 1', 'yard'))
    assert.doesNotThrow(() => line.add(kept('a')))
  })

  it('keeps frames of at most 64 cameras and gives up the one that waited longest', () => {
    const line = new FrameBacklog<Entry>(1)
    for (let camera = 0; camera < 64; camera++)
      line.add(live(`frame ${camera}`, `camera ${camera}`))
    assert.equal(line.add(live('one more', 'camera 64'))?.name, 'frame 0')
    assert.equal(line.length, 64)
  })
})
