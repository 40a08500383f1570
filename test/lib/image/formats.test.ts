import assert from 'node:assert/strict'
import { imageIn } from '../../../lib/image/embedded'
import { identify, identifyRefused } from '../../../lib/image/formats'
import { scenesByFormat } from '../../../testing/frames/scenes'
import { uniform } from '../../../tools/graph/random'

const inputs = 100_000

describe('the check of formats', () => {
  it('answers for 100,000 mutated beginnings of images', async () => {
    const headers = Object.values(await scenesByFormat()).map((bytes) => bytes.subarray(0, 4096))
    const numbers = uniform(1, 'formats', 5 * inputs, 0, 1)
    let identified = 0
    for (let input = 0; input < inputs; input++) {
      const [which = 0, length = 0, ...places] = numbers.subarray(5 * input, 5 * input + 5)
      const header = headers[Math.floor(which * headers.length)] ?? Buffer.alloc(0)
      const bytes = Buffer.from(header.subarray(0, 1 + Math.floor(length * header.length)))
      // One byte anywhere and one in the first 64, where the lengths and counts of headers are.
      for (const [at = 0, value = 0] of [
        [places[0], places[1]],
        [(places[2] ?? 0) / (bytes.length / 64), which],
      ]) {
        bytes[Math.floor(at * bytes.length)] = Math.floor(value * 256)
      }
      const format = identify(bytes)
      format?.isComplete?.(bytes)
      format?.isBomb?.(bytes)
      imageIn(bytes)
      if (format !== undefined || identifyRefused(bytes) !== undefined) identified++
    }
    assert.ok(identified > inputs / 2, `${identified} identified`)
  })
})
