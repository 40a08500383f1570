import assert from 'node:assert/strict'
import { colourMap, colourMapNames, isColourMapName } from '../../../lib/render/color-maps'
import golden from '../../golden/color-maps.json'

describe('colour maps', () => {
  it('are all those of matplotlib that the golden tables have', () => {
    assert.deepEqual([...colourMapNames].sort(), Object.keys(golden).sort())
  })

  for (const name of colourMapNames) {
    it(`${name} equals matplotlib's, colour by colour`, () => {
      assert.equal(Buffer.from(colourMap(name)).toString('hex'), golden[name])
    })
  }

  it('are known by name alone', () => {
    assert.ok(isColourMapName('spectral_r'))
    for (const value of ['Spectral', 'jet', '', 'toString', undefined, 3]) {
      assert.ok(!isColourMapName(value))
    }
  })
})
