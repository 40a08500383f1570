import assert from 'node:assert/strict'
import { Backlog } from '../../../lib/queue/backlog'

interface Entry {
  readonly name: string
  readonly liveKey: string | undefined
}

const live = (name: string, key: string): Entry => ({ name, liveKey: key })
const kept = (name: string): Entry => ({ name, liveKey: undefined })
const namesOf = (backlog: Backlog<Entry>) => backlog.clear().map(({ name }) => name)

describe('the backlog of a node', () => {
  it('returns messages in the order of their arrival', () => {
    const backlog = new Backlog<Entry>(10)
    for (const name of ['a', 'b', 'c']) backlog.add(kept(name))
    assert.deepEqual(
      [backlog.take()?.name, backlog.take()?.name, backlog.take()?.name],
      ['a', 'b', 'c'],
    )
  })

  it('drops the older frame when a newer one of the same camera waits, and takes its position', () => {
    const backlog = new Backlog<Entry>(10)
    backlog.add(live('door 1', 'door'))
    backlog.add(live('yard 1', 'yard'))
    assert.equal(backlog.add(live('door 2', 'door'))?.name, 'door 1')
    assert.deepEqual(namesOf(backlog), ['door 2', 'yard 1'])
  })

  it('never drops a message that is not live, even among live ones', () => {
    const backlog = new Backlog<Entry>(10)
    backlog.add(kept('a'))
    backlog.add(live('door 1', 'door'))
    backlog.add(kept('b'))
    backlog.add(live('door 2', 'door'))
    assert.deepEqual(namesOf(backlog), ['a', 'door 2', 'b'])
  })

  it('takes an entry back as the first one, or a newer one of its camera in its place', () => {
    const backlog = new Backlog<Entry>(10)
    backlog.add(live('door 1', 'door'))
    backlog.add(live('yard 1', 'yard'))
    const [door, yard] = [backlog.take(), backlog.take()]
    assert.ok(door !== undefined && yard !== undefined)
    backlog.add(kept('a'))
    backlog.add(live('door 2', 'door'))
    assert.equal(backlog.putBack(yard), undefined)
    assert.equal(backlog.putBack(door)?.name, 'door 1')
    assert.deepEqual(namesOf(backlog), ['door 2', 'yard 1', 'a'])
  })

  it('refuses a message beyond the limit and names the setting', () => {
    const backlog = new Backlog<Entry>(2)
    backlog.add(kept('a'))
    backlog.add(kept('b'))
    assert.throws(() => backlog.add(kept('c')), { code: 'QUEUE_FULL', message: /"Queue limit"/ })
    assert.deepEqual(namesOf(backlog), ['a', 'b'])
  })

  it('does not count live frames towards the limit', () => {
    const backlog = new Backlog<Entry>(1)
    backlog.add(live('door 1', 'door'))
    backlog.add(live('yard 1', 'yard'))
    assert.doesNotThrow(() => backlog.add(kept('a')))
  })

  it('keeps frames of at most 64 cameras and gives up the one that waited longest', () => {
    const backlog = new Backlog<Entry>(1)
    for (let camera = 0; camera < 64; camera++)
      backlog.add(live(`frame ${camera}`, `camera ${camera}`))
    assert.equal(backlog.add(live('one more', 'camera 64'))?.name, 'frame 0')
    assert.equal(backlog.length, 64)
  })
})
