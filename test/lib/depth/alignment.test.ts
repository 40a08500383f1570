import assert from 'node:assert/strict'
import { alignMaps, fitSamples, type Fit } from '../../../lib/depth/alignment'
import { median } from '../../../lib/depth/median'
import { samplePositions } from '../../../lib/depth/sample-positions'
import { noise } from '../../../testing/frames/noise'

const width = 160
const height = 120

/** A floor that comes nearer, with things on it. */
const reference = Float32Array.from({ length: width * height }, (_, i) => {
  const [x, y] = [i % width, Math.floor(i / width)]
  return 1 + (2 * y) / height + 0.5 * Math.sin(x / 9) * Math.cos(y / 11)
})
const disturbed = reference.map((value) => 3.7 * value - 1.2)

/** The largest error of a fit over the values of the reference, as a part of their range. */
function errorOf(fit: Fit | undefined): number {
  assert.ok(fit !== undefined)
  const errors = [...reference].map((value) =>
    Math.abs(fit.scale * (3.7 * value - 1.2) + fit.shift - value),
  )
  return Math.max(...errors) / 3
}

describe('the alignment of two maps', () => {
  it('removes a scale and a shift', () => {
    const fit = alignMaps(disturbed, reference)
    assert.ok(errorOf(fit) < 1e-6)
    assert.equal(fit?.samples, 4096)
    assert.ok(fit.deviation < 1e-5)
  })

  it('says how far values are from the reference, in its unit', () => {
    const gauss = noise(1)
    const fit = alignMaps(
      disturbed.map((value) => value + 3.7 * 0.05 * gauss()),
      reference,
    )
    assert.ok(errorOf(fit) < 0.003)
    assert.ok(Math.abs((fit?.deviation ?? 0) - 0.05) < 0.005)
  })

  it('withstands a third of pixels that show something else, and noise', () => {
    const gauss = noise(2)
    const withObject = disturbed.map((value, i) =>
      i < reference.length / 3 ? 12 : value + 3.7 * 0.02 * gauss(),
    )
    assert.ok(errorOf(alignMaps(withObject, reference)) < 0.003)
  })

  it('leaves the far end where it is, however much the near one flickers', () => {
    const shifts = Array.from({ length: 8 }, (_, seed) => {
      const gauss = noise(seed + 5)
      // Noise of a hundredth of the range at the far end, a fifth of it at the near one.
      const noisy = reference.map((value) => value + 0.07 * (value - 0.5) ** 1.7 * gauss())
      const { scale, shift } =
        alignMaps(noisy, reference, undefined, { frames: 1000 }) ?? assert.fail()
      return Math.abs(scale * 0.6 + shift - 0.6) / 3
    })
    assert.ok(Math.max(...shifts) < 0.002, shifts.join())
  })

  it('looks only at the pixels of the mask', () => {
    const mask = Uint8Array.from(reference, (_, i) => (i % width < 40 ? 1 : 0))
    const elsewhere = disturbed.map((value, i) => (mask[i] === 1 ? value : 7 - value))
    const fit = alignMaps(elsewhere, reference, mask)
    assert.ok(errorOf(fit) < 1e-6)
    assert.equal(alignMaps(disturbed, reference, new Uint8Array(reference.length)), undefined)
  })

  it('is not led astray by a sky that fills most of the map', () => {
    const gauss = noise(3)
    const sky = (map: Float32Array, value: number) =>
      map.map((own, i) => (i < 0.7 * map.length ? value : own))
    for (const amount of [0, 1e-4]) {
      const seen = sky(disturbed, -1.2).map((value) => value + amount * gauss())
      assert.ok(errorOf(alignMaps(seen, sky(reference, 0))) < 0.001)
    }
  })

  it('does not shrink what is noisy, whether the reference is one frame or the mean of many', () => {
    for (const frames of [1, 100]) {
      const scales = Array.from({ length: 20 }, (_, seed) => {
        const gauss = noise(seed)
        const noisy = (amount: number) => reference.map((value) => value + amount * gauss())
        const options = { frames }
        return alignMaps(noisy(0.2), noisy(0.2 / Math.sqrt(frames)), undefined, options)?.scale
      })
      const mean = scales.reduce<number>((sum, scale) => sum + (scale ?? NaN), 0) / scales.length
      assert.ok(Math.abs(mean - 1) < 0.005, `${mean}`)
    }
  })

  it('gives the same fit for the same maps', () => {
    assert.deepEqual(alignMaps(disturbed, reference), alignMaps(disturbed, reference))
  })

  it('leaves out what is not finite', () => {
    const broken = disturbed.map((value, i) => [NaN, Infinity, value, value][i % 4] ?? NaN)
    const fit = alignMaps(broken, reference)
    assert.ok(errorOf(fit) < 1e-6)
    assert.ok((fit?.samples ?? 0) < 2500)
  })

  it('is exact for two samples, and for two heights alone', () => {
    const two = fitSamples(Float32Array.of(5, 9), Float32Array.of(1, 3))
    assert.deepEqual([two?.scale, two?.shift], [0.5, -1.5])
    const steps = Float32Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? 4 : 1))
    const fit = alignMaps(
      steps.map((value) => 2 * value + 1),
      steps,
    )
    assert.ok(Math.abs((fit?.scale ?? NaN) - 0.5) < 1e-6)
    assert.ok(Math.abs((fit?.shift ?? NaN) + 0.5) < 1e-6)
  })

  it('of a scale alone counts near and far the same', () => {
    const meters = reference.map((value) => 10 / value)
    const other = meters.map((value, i) => (i % 5 === 0 ? 80 : i % 7 === 0 ? -1 : value / 1.25))
    const fit = alignMaps(other, meters, undefined, { freedom: 'scale' })
    assert.ok(Math.abs((fit?.scale ?? NaN) - 1.25) < 1e-3)
    assert.equal(fit?.shift, 0)
  })

  const none: Record<string, readonly [Float32Array, Float32Array]> = {
    'constant values': [new Float32Array(300).fill(2), reference.slice(0, 300)],
    'a constant reference': [reference.slice(0, 300), new Float32Array(300).fill(2)],
    'values that run against the reference': [reference.map((value) => -value), reference],
    'no finite value': [new Float32Array(300).fill(NaN), reference.slice(0, 300)],
    'one value': [Float32Array.of(1), Float32Array.of(1)],
    'no value': [new Float32Array(), new Float32Array()],
  }
  for (const [name, [values, wanted]] of Object.entries(none)) {
    it(`does not exist for ${name}`, () => {
      assert.equal(alignMaps(values, wanted), undefined)
    })
  }

  it('needs maps of one size', () => {
    assert.throws(() => alignMaps(new Float32Array(3), new Float32Array(4)), RangeError)
    assert.throws(() => alignMaps(reference, reference, new Uint8Array(3)), RangeError)
  })
})

describe('the positions of samples', () => {
  it('ascend, lie evenly over rows and columns, and are the same each time', () => {
    const positions = samplePositions(512 * 512)
    assert.equal(positions.length, 4096)
    assert.ok(positions.every((position, i) => i === 0 || position > (positions[i - 1] ?? 0)))
    const columns = new Set([...positions].map((position) => position % 512))
    assert.ok(columns.size > 500, `${columns.size} columns`)
    assert.deepEqual(positions, samplePositions(512 * 512))
  })

  it('are all of a small map', () => {
    assert.deepEqual(samplePositions(5), Uint32Array.of(0, 1, 2, 3, 4))
    assert.deepEqual(samplePositions(5, Uint8Array.of(0, 1, 0, 0, 255)), Uint32Array.of(1, 4))
  })
})

describe('the median', () => {
  it('is that of sorted values', () => {
    const gauss = noise(4)
    for (let count = 1; count < 40; count++) {
      const values = Float64Array.from({ length: count }, () => Math.round(3 * gauss()) + 0)
      const sorted = values.toSorted()
      const half = (count - 1) / 2
      const wanted = ((sorted[Math.floor(half)] ?? 0) + (sorted[Math.ceil(half)] ?? 0)) / 2
      assert.equal(median(values), wanted)
    }
    assert.equal(median(new Float64Array()), NaN)
  })
})
