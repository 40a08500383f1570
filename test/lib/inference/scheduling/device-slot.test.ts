import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import { DeviceSlot, type Release } from '../../../../lib/inference/scheduling/device-slot'

/** Asks for the slot and notes when it was granted. */
function ask(slot: DeviceSlot, lane: string, granted: string[], releases: Release[]): void {
  void slot.acquire(lane).then((release) => {
    granted.push(lane)
    releases.push(release)
  })
}

describe('the slot of a device', () => {
  it('is held by one at a time', async () => {
    const slot = new DeviceSlot()
    const granted: string[] = []
    const releases: Release[] = []
    ask(slot, 'a', granted, releases)
    ask(slot, 'b', granted, releases)
    await turn()
    assert.deepEqual(granted, ['a'])
    releases[0]?.()
    await turn()
    assert.deepEqual(granted, ['a', 'b'])
  })

  it('serves waiting nodes in turn, so that a busy one does not starve the others', async () => {
    const slot = new DeviceSlot()
    const granted: string[] = []
    const releases: Release[] = []
    for (const lane of ['busy', 'busy', 'busy', 'busy', 'quiet']) ask(slot, lane, granted, releases)
    for (let i = 0; i < 5; i++) {
      await turn()
      releases[i]?.()
    }
    assert.deepEqual(granted, ['busy', 'quiet', 'busy', 'busy', 'busy'])
  })

  it('is given back once, however often its holder says so', async () => {
    const slot = new DeviceSlot()
    const granted: string[] = []
    const releases: Release[] = []
    for (const lane of ['a', 'b', 'c']) ask(slot, lane, granted, releases)
    await turn()
    releases[0]?.()
    releases[0]?.()
    await turn()
    assert.deepEqual(granted, ['a', 'b'])
  })
})
