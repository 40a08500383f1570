import assert from 'node:assert/strict'
import { mapCamera } from '../../../../lib/depth/geometry/camera'
import { distances } from '../../../../lib/depth/geometry/distances'
import { surfaceMask } from '../../../../lib/depth/geometry/edges'
import { backProject } from '../../../../lib/depth/geometry/points'

const isNear = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-5, `${actual}, not ${expected}`)

describe('the camera of a depth map', () => {
  const image = { width: 640, height: 480 }

  it('is that of the image, at the size of the map', () => {
    const camera = { focalLength: 320, center: { x: 300, y: 240 } }
    assert.deepEqual(mapCamera(camera, image, { width: 320, height: 120 }), {
      focalLength: { x: 160, y: 80 },
      center: { x: 150, y: 60 },
    })
  })

  it('sees 60 degrees around the middle where it is not known', () => {
    const { focalLength, center } = mapCamera(undefined, image, image)
    isNear(focalLength.x, 320 * Math.sqrt(3))
    assert.deepEqual(center, { x: 320, y: 240 })
  })
})

describe('the distances of a depth map', () => {
  const range = { min: 2, max: 6 }

  it('are the values of metric depth, where they are above zero', () => {
    const values = Float32Array.of(0.5, 0, -1, NaN, Infinity)
    assert.deepEqual([...distances(values, 'metric', range)], [0.5, NaN, NaN, NaN, NaN])
  })

  it('grow with relative depth, evenly', () => {
    const [near = 0, middle = 0, far = 0] = distances(Float32Array.of(2, 4, 6), 'relative', range)
    assert.ok(near > 0 && near < middle)
    isNear(far - middle, middle - near)
  })

  it('have an inverse that grows with relative inverse depth, evenly', () => {
    const values = distances(Float32Array.of(2, 4, 6), 'relative-inverse', range)
    const [far = 0, middle = 0, near = 0] = values.map((value) => 1 / value)
    assert.ok(far > 0 && far < middle)
    isNear(near - middle, middle - far)
  })

  it('are the same everywhere for a constant map', () => {
    const values = distances(Float32Array.of(3, 3), 'relative-inverse', { min: 3, max: 3 })
    assert.ok(Number.isFinite(values[0]) && values[0] === values[1])
  })
})

describe('the edges of a depth map', () => {
  it('are the values beside a step in distance', () => {
    const row = [1, 1, 1, 1, 2, 2, 2, 2]
    const size = { width: 8, height: 3 }
    const mask = surfaceMask(Float32Array.from([row, row, row].flat()), size)
    assert.deepEqual([...mask.subarray(8, 16)], [1, 1, 1, 0, 0, 1, 1, 1])
  })

  it('are not in a slope', () => {
    const slope = Float32Array.from({ length: 30 }, (_, at) => 5 + 0.05 * (at % 10))
    assert.ok(surfaceMask(slope, { width: 10, height: 3 }).every((kept) => kept === 1))
  })

  it('are where there is no distance, and not beside it', () => {
    const values = Float32Array.of(1, NaN, 1)
    assert.deepEqual([...surfaceMask(values, { width: 3, height: 1 })], [1, 0, 1])
  })
})

describe('back-projection', () => {
  it('puts each value where the camera sees it, and leaves out what is masked', () => {
    const size = { width: 2, height: 2 }
    const camera = mapCamera({ focalLength: 1, center: { x: 1, y: 1 } }, size, size)
    const values = Float32Array.of(1, 2, 3, 4)
    const { positions, indices } = backProject(values, size, camera, Uint8Array.of(1, 0, 0, 1))
    assert.deepEqual([...indices], [0, 3])
    ;[-0.5, -0.5, 1, 2, 2, 4].forEach((expected, at) => isNear(positions[at] ?? NaN, expected))
  })

  it('gives a flat wall back as a plane of its true size', () => {
    const size = { width: 64, height: 48 }
    const wall = new Float32Array(size.width * size.height).fill(3)
    const mask = surfaceMask(wall, size)
    const { positions } = backProject(wall, size, mapCamera(undefined, size, size), mask)
    const xs = positions.filter((_, at) => at % 3 === 0)
    const pixel = (2 * 3 * Math.tan(Math.PI / 6)) / size.width
    isNear(Math.max(...xs) - Math.min(...xs), pixel * (size.width - 1))
  })
})
