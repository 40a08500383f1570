import assert from 'node:assert/strict'
import { colorMap, colorMapNames, isColorMapName } from '../../../lib/render/color-maps'

type Color = readonly [red: number, green: number, blue: number]

/** Colors by index, copied by hand from where each map was published; 0 to 1. */
const published: Readonly<Record<string, Readonly<Record<number, Color>>>> = {
  // matplotlib, lib/matplotlib/_cm_listed.py
  inferno: {
    0: [0.001462, 0.000466, 0.013866],
    128: [0.735683, 0.215906, 0.330245],
    255: [0.988362, 0.998364, 0.644924],
  },
  turbo: {
    0: [0.18995, 0.07176, 0.23217],
    128: [0.64362, 0.98999, 0.23356],
    255: [0.4796, 0.01583, 0.01055],
  },
  viridis: {
    0: [0.267004, 0.004874, 0.329415],
    128: [0.127568, 0.566949, 0.550556],
    255: [0.993248, 0.906157, 0.143936],
  },
  magma: {
    0: [0.001462, 0.000466, 0.013866],
    128: [0.716387, 0.214982, 0.47529],
    255: [0.987053, 0.991438, 0.749504],
  },
  plasma: {
    0: [0.050383, 0.029803, 0.527975],
    128: [0.798216, 0.280197, 0.469538],
    255: [0.940015, 0.975158, 0.131326],
  },
  cividis: {
    0: [0, 0.135112, 0.304751],
    128: [0.488697, 0.485318, 0.471008],
    255: [0.995737, 0.909344, 0.217772],
  },
  // ColorBrewer's Spectral of eleven colors: the first, third, fifth, ninth and last
  spectral: {
    0: [0x9e / 255, 0x01 / 255, 0x42 / 255],
    51: [0xf4 / 255, 0x6d / 255, 0x43 / 255],
    102: [0xfe / 255, 0xe0 / 255, 0x8b / 255],
    204: [0x66 / 255, 0xc2 / 255, 0xa5 / 255],
    255: [0x5e / 255, 0x4f / 255, 0xa2 / 255],
  },
  gray: { 0: [0, 0, 0], 51: [0.2, 0.2, 0.2], 255: [1, 1, 1] },
}

const colorAt = (map: Uint8Array, index: number) => [...map.subarray(3 * index, 3 * index + 3)]

describe('color maps', () => {
  it('are those with published colors here, and the reverse of each', () => {
    const names = Object.keys(published)
    assert.deepEqual(
      [...colorMapNames].sort(),
      [...names, ...names.map((name) => `${name}_r`)].sort(),
    )
  })

  for (const name of colorMapNames.filter((each) => !each.endsWith('_r'))) {
    it(`${name} has its published colors, cut to 8 bits as matplotlib does`, () => {
      for (const [index, color] of Object.entries(published[name] ?? {})) {
        const bytes = color.map((value) => Math.floor(255 * value))
        assert.deepEqual(colorAt(colorMap(name), Number(index)), bytes, `color ${index}`)
      }
    })

    it(`${name}_r is ${name} reversed, to the one step by which matplotlib's differ`, () => {
      const reverse = `${name}_r`
      assert.ok(isColorMapName(reverse))
      const [map, reversed] = [colorMap(name), colorMap(reverse)]
      for (let index = 0; index < 256; index++) {
        const there = colorAt(map, index)
        const back = colorAt(reversed, 255 - index)
        assert.ok(there.every((value, channel) => Math.abs(value - (back[channel] ?? NaN)) <= 1))
      }
    })
  }

  it('have 256 colors of three bytes', () => {
    for (const name of colorMapNames) assert.equal(colorMap(name).length, 3 * 256)
  })

  it('are known by name alone', () => {
    assert.ok(isColorMapName('spectral_r'))
    for (const value of ['Spectral', 'jet', '', 'toString', undefined, 3]) {
      assert.ok(!isColorMapName(value))
    }
  })
})
