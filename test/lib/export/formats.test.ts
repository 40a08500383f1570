import assert from 'node:assert/strict'
import type { DepthFrame } from '../../../lib/frames/depth-frame'
import { exportDepth, type ExportOptions } from '../../../lib/export/export-depth'
import { exportNames, type ExportName } from '../../../lib/export/format-names'
import { noLevel } from '../../../lib/export/levels'
import { coded } from '../../../testing/errors'
import { depthFrame, hills, plainImage } from '../../../testing/frames/depth-frames'
import {
  readNpy,
  readPly,
  readPng,
  readTiff,
  type ReadMap,
} from '../../../testing/frames/depth-readers'

const plain: Omit<ExportOptions, 'format'> = {
  size: 'model',
  levels: { mode: 'auto' },
  points: {
    stride: 1,
    limit: undefined,
    withoutEdges: false,
    fieldOfView: 60,
    allowRelative: false,
  },
}

function exported(frame: DepthFrame, format: ExportName, changes: Partial<ExportOptions> = {}) {
  return exportDepth(frame, { ...plain, format, ...changes })
}

const rows = hills(23, 17)
const frame = depthFrame(rows)
const holes = depthFrame([
  [1, NaN, 3],
  [Infinity, 5, -Infinity],
])
const metric = depthFrame(
  [
    [0.5, 2.3456, 65.535],
    [NaN, 70, 0.0001],
  ],
  { kind: 'metric' },
)

/** Floats as the formats of layout `values` have them. */
const floatReaders: Readonly<Record<string, (bytes: Buffer) => Promise<ReadMap>>> = {
  npy: readNpy,
  tiff32: readTiff,
}
const levelReaders: Readonly<Record<string, (bytes: Buffer) => Promise<ReadMap>>> = {
  png16: readPng,
  tiff16: readTiff,
}

describe('depth as a file of 32-bit floats', () => {
  for (const [format, read] of Object.entries(floatReaders)) {
    it(`is equal to the last bit: ${format}`, async () => {
      for (const given of [frame, holes, metric]) {
        const { bytes, scaling } = await exported(given, format as ExportName)
        const { values, ...form } = await read(bytes)
        assert.deepEqual(form, { width: given.width, height: given.height, bits: 32 })
        assert.deepEqual(Float32Array.from(values), given.data)
        assert.deepEqual(scaling, { scale: 1, offset: 0 })
      }
    })
  }

  it('is equal to the last bit from the bottom up: pfm', async () => {
    const { bytes } = await exported(holes, 'pfm')
    const header = 'Pf\n3 2\n-1.0\n'
    assert.equal(bytes.toString('latin1', 0, header.length), header)
    const values = new Float32Array(new Uint8Array(bytes.subarray(header.length)).buffer)
    assert.deepEqual([...values], [Infinity, 5, -Infinity, 1, NaN, 3])
  })

  it('is the values alone: raw', async () => {
    const { bytes } = await exported(frame, 'raw')
    assert.deepEqual(new Float32Array(new Uint8Array(bytes).buffer), frame.data)
  })
})

describe('depth as a file of 16-bit levels', () => {
  for (const [format, read] of Object.entries(levelReaders)) {
    it(`uses the range of a relative frame, to half a level: ${format}`, async () => {
      const { bytes, scaling, outside } = await exported(frame, format as ExportName)
      const { values, ...form } = await read(bytes)
      assert.deepEqual(form, { width: 23, height: 17, bits: 16 })
      const { scale, offset } = scaling
      frame.data.forEach((value, i) => {
        const read = scale * (values[i] ?? NaN) + offset
        assert.ok(Math.abs(read - value) <= scale * 0.5001, `${read} for ${value}`)
      })
      assert.equal(Math.min(...Array.from(values)), 1)
      assert.equal(Math.max(...Array.from(values)), 65_535)
      assert.equal(outside, 0)
    })

    it(`holds whole millimeters of a metric one, 0 where there is none: ${format}`, async () => {
      const { bytes, scaling, outside } = await exported(metric, format as ExportName)
      const { values } = await read(bytes)
      assert.deepEqual(Array.from(values), [500, 2346, 65_535, noLevel, noLevel, noLevel])
      assert.deepEqual(scaling, { scale: 0.001, offset: 0 })
      assert.equal(outside, 2, '70 m and 0.1 mm have no level')
    })
  }

  it('has levels that can be compared where the scale is fixed', async () => {
    const levels = { mode: 'fixed', min: 1, max: 5 } as const
    const { bytes, scaling, outside } = await exported(holes, 'png16', { levels })
    const { values } = await readPng(bytes)
    assert.deepEqual(Array.from(values), [1, noLevel, 32_768, noLevel, 65_535, noLevel])
    assert.deepEqual(scaling, { scale: 4 / 65_534, offset: 1 - 4 / 65_534 })
    assert.equal(outside, 0)
    const narrow = { mode: 'fixed', min: 2, max: 4 } as const
    assert.equal((await exported(holes, 'png16', { levels: narrow })).outside, 2)
  })

  it('is one level where all values are the same', async () => {
    const { bytes, scaling } = await exported(depthFrame([[7, 7]]), 'png16')
    assert.deepEqual(Array.from((await readPng(bytes)).values), [1, 1])
    assert.equal(scaling.scale + scaling.offset, 7)
  })

  it('is empty where no value is finite', async () => {
    const { bytes } = await exported(depthFrame([[NaN, Infinity]]), 'png16')
    assert.deepEqual(Array.from((await readPng(bytes)).values), [noLevel, noLevel])
  })
})

describe('depth as large as its image', () => {
  it('is resized as PyTorch does it, and a hole stays one', async () => {
    const small = depthFrame(
      [
        [0, 4],
        [8, NaN],
      ],
      { source: { width: 4, height: 4 } },
    )
    const { bytes, size, measured } = await exported(small, 'npy', { size: 'source' })
    assert.deepEqual(size, { width: 4, height: 4 })
    assert.deepEqual(Array.from((await readNpy(bytes)).values).slice(0, 4), [0, 1, 3, 4])
    const { values } = await readNpy(bytes)
    assert.deepEqual([values[4], values[5], values[10], values[15]], [2, NaN, NaN, NaN])
    assert.deepEqual(measured.at(-1)?.includes, ['upsample', 'transfer'])
  })
})

describe('depth as a point cloud', () => {
  const wall = depthFrame(
    [
      [2, 2, 2, 2],
      [2, 2, 9, 2],
    ],
    { kind: 'metric', image: plainImage({ width: 4, height: 2 }, [255, 0, 51]) },
  )
  const points = { ...plain.points, fieldOfView: 90 }

  for (const format of ['ply', 'plyAscii'] as const) {
    it(`has a point for each value, in the color of the image: ${format}`, async () => {
      const { bytes } = await exported(wall, format, { points })
      const { positions, colors } = await readPly(bytes)
      assert.equal(positions.length, 3 * 8)
      // 90 degrees across 4 values: the focal length is 2 values.
      assert.deepEqual(Array.from(positions).slice(0, 3), [-1.5, -0.5, 2])
      assert.deepEqual(Array.from(positions).slice(18, 21), [2.25, 2.25, 9])
      assert.equal(colors?.length, 3 * 8)
      assert.match(bytes.toString('latin1'), /comment unit: meters\n/)
    })

    it(`is the same in both encodings, and without an image it has no colors: ${format}`, async () => {
      const bare = depthFrame(rows, { kind: 'metric' }).with({ image: undefined })
      const { positions, colors } = await readPly((await exported(bare, format)).bytes)
      const { positions: binary } = await readPly((await exported(bare, 'ply')).bytes)
      assert.deepEqual(Float32Array.from(positions), Float32Array.from(binary))
      assert.equal(colors, undefined)
    })
  }

  it('leaves out what is too far, at edges, or between the steps', async () => {
    const count = async (changes: Partial<ExportOptions['points']>) => {
      const options = { points: { ...points, ...changes } }
      return (await readPly((await exported(wall, 'ply', options)).bytes)).positions.length / 3
    }
    assert.equal(await count({ limit: 5 }), 7)
    assert.equal(await count({ stride: 2 }), 2)
    assert.equal(await count({ withoutEdges: true }), 2)
  })

  it('is refused for relative depth unless asked for, and then the file says so', async () => {
    const relative = depthFrame(rows, { image: plainImage({ width: 23, height: 17 }, [1, 2, 3]) })
    await assert.rejects(
      exported(relative, 'ply'),
      coded('INPUT_UNSUPPORTED', /relative.*"Points of relative depth too"/),
    )
    const allowed = { points: { ...plain.points, allowRelative: true } }
    const { bytes } = await exported(relative, 'ply', allowed)
    assert.match(bytes.toString('latin1'), /comment NOT TO SCALE: this depth is relative/)
  })

  it('needs a field of view, from the image or from here', async () => {
    const unset = { points: { ...points, fieldOfView: undefined } }
    await assert.rejects(exported(wall, 'ply', unset), coded('CAMERA_UNKNOWN', /"Field of view"/))
    const image = plainImage({ width: 4, height: 2 }, [0, 0, 0])
    const camera = { focalLength: 2, center: { x: 2, y: 1 } }
    const known = wall.with({ image: image.withCamera(camera) })
    const { positions } = await readPly((await exported(known, 'ply', unset)).bytes)
    assert.deepEqual(Array.from(positions).slice(0, 3), [-1.5, -0.5, 2])
  })
})

describe('the formats of exported depth', () => {
  it('are all tested here', () => {
    const tested = [...Object.keys(floatReaders), ...Object.keys(levelReaders)]
    assert.deepEqual(
      exportNames.toSorted(),
      [...tested, 'pfm', 'ply', 'plyAscii', 'raw'].toSorted(),
    )
  })

  it('leave the values of the frame as they were', async () => {
    const before = Float32Array.from(frame.data)
    for (const format of exportNames) {
      const points = { ...plain.points, allowRelative: true }
      const given = frame.with({ image: undefined })
      await exported(given, format, { points })
    }
    assert.deepEqual(frame.data, before)
  })

  it('fail with a code for more values than memory holds', async () => {
    const huge = frame.with({
      image: undefined,
      imageFacts: { width: 1e5, height: 1e5, captured: 0 },
    })
    await assert.rejects(
      exported(huge, 'npy', { size: 'source' }),
      coded('EXPORT_FAILED', /100000x100000/),
    )
  })
})
