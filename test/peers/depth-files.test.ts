import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { decodeDepth } from '../../lib/export/decode/decode-depth'
import { exportDepth, type ExportOptions } from '../../lib/export/export-depth'
import type { ExportName } from '../../lib/export/format-names'
import { packageRoot } from '../../lib/package-root'
import { coded } from '../../testing/errors'
import { depthFrame, hills, plainImage } from '../../testing/frames/depth-frames'

const options: Omit<ExportOptions, 'format'> = {
  size: 'model',
  levels: { mode: 'frame' },
  points: {
    ...{ stride: 1, limit: undefined, withoutEdges: false, fieldOfView: 70, allowRelative: false },
  },
}

/** The files that Python reads, by format. */
const files: Readonly<Record<ExportName, string>> = {
  npy: 'depth.npy',
  tiff32: 'depth.tiff32.tiff',
  pfm: 'depth.pfm',
  raw: 'depth.f32',
  png16: 'depth.png',
  tiff16: 'depth.tiff16.tiff',
  ply: 'depth.ply',
  plyAscii: 'depth.ascii.ply',
}

const width = 61
const height = 43

function frame() {
  const rows = hills(width, height)
  const [first] = rows
  if (first !== undefined) first.splice(3, 2, NaN, Infinity)
  const image = plainImage({ width: 2 * width, height: 2 * height }, [250, 128, 3])
  return depthFrame(rows, { kind: 'metric', image })
}

/** The points that the values see, computed in double precision from the facts. */
function points(values: Float32Array): Float64Array {
  const focalLength = width / 2 / Math.tan((35 * Math.PI) / 180)
  const found = Array.from(values, (z, i) => {
    const u = (i % width) + 0.5 - width / 2
    const v = Math.floor(i / width) + 0.5 - height / 2
    return [(u * z) / focalLength, (v * z) / focalLength, z]
  })
  return Float64Array.from(found.filter(([, , z]) => Number.isFinite(z)).flat())
}

describe("exported depth and Python's readers", () => {
  let folder: string

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'depth-peers-'))
  })
  after(() => rm(folder, { recursive: true }))

  async function python(command: 'read' | 'write'): Promise<Record<string, unknown>> {
    const script = join(packageRoot, 'test', 'peers', 'depth_files.py')
    const { stdout } = await promisify(execFile)(process.env['PYTHON'] ?? 'python3', [
      script,
      command,
      folder,
    ])
    return JSON.parse(stdout) as Record<string, unknown>
  }

  const write = (name: string, numbers: Float32Array | Float64Array) =>
    writeFile(join(folder, name), new Uint8Array(numbers.buffer))

  it('agree, to the last bit or to half a level', async () => {
    const depth = frame()
    let scaling = {}
    for (const [format, name] of Object.entries(files)) {
      const result = await exportDepth(depth, { ...options, format: format as ExportName })
      await writeFile(join(folder, name), result.bytes)
      if (format === 'png16') ({ scaling } = result)
    }
    await write('values.f32', depth.data)
    await write('points.f64', points(depth.data))
    await writeFile(join(folder, 'about.json'), JSON.stringify({ width, height, ...scaling }))
    const found = await python('read')
    const level = { holes: true }
    for (const [name, result] of Object.entries(found)) {
      if (name.startsWith('ply')) {
        const { error, ...rest } = result as { error: number }
        assert.ok(error < 1e-6, `${name}: ${error}`)
        assert.deepEqual(rest, {
          types: ['float32', 'uint8'],
          colors: [[250, 128, 3]],
          comments: ['unit: meters', 'x to the right, y down, z away from the camera'],
        })
      } else if (name.includes('16')) {
        const { error, ...rest } = result as { error: number }
        assert.ok(error <= 0.501, `${name}: ${error} levels`)
        assert.deepEqual(rest, level, name)
      } else {
        assert.equal(result, true, name)
      }
    }
    assert.equal(Object.keys(found).length, 10)
  })

  it('agree on what Python writes', async () => {
    const size = await python('write')
    const values = new Float32Array(
      new Uint8Array(await readFile(join(folder, 'values.f32'))).buffer,
    )
    const levels = new Uint16Array(
      new Uint8Array(await readFile(join(folder, 'levels.u16'))).buffer,
    )
    const fromLevels = Float32Array.from(levels, (level) => (level === 0 ? NaN : 0.001 * level))
    const read = async (name: string) =>
      decodeDepth(await readFile(join(folder, name)), {
        ...{ label: name, header: undefined, image: undefined },
        assumed: { kind: 'metric', offset: 0, scale: name.startsWith('u') ? 0.001 : 1 },
      })
    for (const [name, expected] of [
      ['f4.npy', values],
      ['f8.npy', values],
      ['batch.npy', values],
      ['v2.npy', values],
      ['v3.npy', values],
      ['u2.npy', fromLevels],
      ['u2.png', fromLevels],
    ] as const) {
      const { frame: back } = await read(name)
      assert.deepEqual(back.data, expected, name)
      assert.deepEqual({ width: back.width, height: back.height }, size, name)
    }
    for (const name of ['fortran.npy', 'objects.npy', 'u1.png']) {
      await assert.rejects(read(name), coded('DEPTH_INVALID'), name)
    }
  })
})
