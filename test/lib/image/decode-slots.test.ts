import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { maxDecodes } from '../../../lib/image/decode-slots'
import { loadImage } from '../../../lib/image/load'
import { jpegOfScans } from '../../../testing/frames/jpegs'

describe('decodes that take long', () => {
  it('leave two threads of libuv to everything else', () => {
    assert.equal(maxDecodes, 2)
  })

  it('do not keep file reads waiting, however many there are', async () => {
    const bomb = jpegOfScans(4000, 4000, 100)
    let decoded = 0
    const decodes = Array.from({ length: 6 }, async () => {
      const { frame } = await loadImage(bomb, { label: 'a bomb' })
      await frame.pixels({ width: 28, height: 28 })
      decoded++
    })
    for (let reads = 0; reads < 20; reads++) await readFile(__filename)
    assert.equal(decoded, 0)
    await Promise.all(decodes)
    assert.equal(decoded, 6)
  })
})
