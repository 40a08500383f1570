import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import { DeviceSlot, type Release } from '../../../../lib/inference/scheduling/device-slot'

/** Asks for the slot and notes when it was granted. */
function ask(slot: DeviceSlot, node: string, granted: string[], releases: Release[]): void {
  void slot.acquire(node).then((release) => {
    granted.push(node)
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
    for (const node of ['busy', 'busy', 'busy', 'busy', 'quiet']) ask(slot, node, granted, releases)
    for (let i = 0; i < 5; i++) {
      await turn()
      releases[i]?.()
    }
    assert.deepEqual(granted, ['busy', 'quiet', 'busy', 'busy', 'busy'])
  })

  it('is released once, however often its holder releases it', async () => {
    const slot = new DeviceSlot()
    const granted: string[] = []
    const releases: Release[] = []
    for (const node of ['a', 'b', 'c']) ask(slot, node, granted, releases)
    await turn()
    releases[0]?.()
    releases[0]?.()
    await turn()
    assert.deepEqual(granted, ['a', 'b'])
  })
})
