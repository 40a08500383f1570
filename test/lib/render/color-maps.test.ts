import assert from 'node:assert/strict'
import { colorMap, colorMapNames, isColorMapName } from '../../../lib/render/color-maps'
import golden from '../../golden/color-maps.json'

describe('color maps', () => {
  it('are all those of matplotlib that the golden tables have', () => {
    assert.deepEqual([...colorMapNames].sort(), Object.keys(golden).sort())
  })

  for (const name of colorMapNames) {
    it(`${name} equals matplotlib's, color by color`, () => {
      assert.equal(Buffer.from(colorMap(name)).toString('hex'), golden[name])
    })
  }

  it('are known by name alone', () => {
    assert.ok(isColorMapName('spectral_r'))
    for (const value of ['Spectral', 'jet', '', 'toString', undefined, 3]) {
      assert.ok(!isColorMapName(value))
    }
  })
})
