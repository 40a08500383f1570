import assert from 'node:assert/strict'
import { kindInProcess } from '../testing/chaos/kind-in-process'
import { kinds } from '../testing/chaos/kinds'

const seed = 11
const seconds = 3

describe('chaos, a short part of it', () => {
  for (const name of Object.keys(kinds)) {
    it(`loses no message and leaves nothing behind: ${name}`, async () => {
      const { faults } = await kindInProcess(name, seed, seconds)
      assert.deepEqual(faults, [])
    }).timeout(150_000)
  }
})
