import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isComparable } from '../../../../lib/node-red/empty-maps/empty-map-file'
import { EmptyMaps } from '../../../../lib/node-red/empty-maps/empty-maps'
import { packageRoot } from '../../../../lib/package-root'
import { coded } from '../../../../testing/errors'
import { depthFrame, hills } from '../../../../testing/frames/depth-frames'

describe('empty maps', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'depth-empty-maps-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  const frame = depthFrame(hills(8, 6), { kind: 'metric' })

  it('are kept for each key, also by the next one who opens the folder', async () => {
    await new EmptyMaps(folder).take('day', frame)
    const maps = new EmptyMaps(folder)
    const map = await maps.of('day')
    assert.deepEqual(map?.values, frame.data)
    assert.deepEqual(map.range, frame.range)
    assert.ok(isComparable(frame, map))
    assert.equal(await maps.of('night'), undefined)
  })

  it('cannot be compared with frames of another model, kind or size', async () => {
    const map = await new EmptyMaps(folder).take('', frame)
    const rows = hills(8, 6)
    for (const other of [
      depthFrame(rows, { kind: 'metric', model: 'tiny-v1' }),
      depthFrame(rows, { kind: 'relative' }),
      depthFrame(hills(6, 8), { kind: 'metric' }),
      depthFrame(rows, { kind: 'metric', source: { width: 640, height: 480 } }),
    ]) {
      assert.ok(!isComparable(other, map), String(other))
    }
  })

  for (const [what, rows, kind] of [
    ['no finite value', [[NaN, Infinity, -Infinity]], 'relative-inverse'],
    ['one value everywhere', [[7, 7, 7]], 'relative-inverse'],
    ['no distance above 0', [[0, NaN, -1]], 'metric'],
  ] as const) {
    it(`are not replaced by a frame with ${what}`, async () => {
      const maps = new EmptyMaps(folder)
      await maps.take('day', frame)
      const wrong = depthFrame(rows, { kind })
      await assert.rejects(maps.take('day', wrong), coded('INPUT_UNSUPPORTED', /is kept/))
      assert.deepEqual((await maps.of('day'))?.values, frame.data)
      assert.deepEqual((await new EmptyMaps(folder).of('day'))?.values, frame.data)
    })
  }

  it('are forgotten when that is asked for', async () => {
    const maps = new EmptyMaps(folder)
    await maps.take('day', frame)
    await maps.forget('day')
    assert.equal(await maps.of('day'), undefined)
    assert.equal(await new EmptyMaps(folder).of('day'), undefined)
    assert.deepEqual(await readdir(folder), [])
  })

  it('are at most 64, of which the oldest gives way', async () => {
    const maps = new EmptyMaps(folder)
    await maps.take('oldest', frame)
    const [oldest = ''] = await readdir(folder)
    await utimes(join(folder, oldest), 1, 1)
    for (let key = 1; key <= 64; key++) await maps.take(`key ${key}`, frame)
    const files = await readdir(folder)
    assert.equal(files.length, 64)
    assert.ok(!files.includes(oldest))
  })

  for (const [what, damage] of [
    ['cut short', (file: string) => truncate(file, 100)],
    ['empty', (file: string) => truncate(file, 0)],
    ['something else', (file: string) => writeFile(file, '{"version":1}\nno map')],
  ] as const) {
    it(`say once that a file is damaged, which is ${what}`, async () => {
      await new EmptyMaps(folder).take('day', frame)
      const [file = ''] = await readdir(folder)
      await damage(join(folder, file))
      const maps = new EmptyMaps(folder)
      await assert.rejects(maps.of('day'), coded('FILE_UNREADABLE', /damaged/))
      assert.equal(await maps.of('day'), undefined)
      await maps.take('day', frame)
      assert.deepEqual((await new EmptyMaps(folder).of('day'))?.values, frame.data)
    })
  }

  it('say so when they cannot be written', async () => {
    const file = join(folder, 'file')
    await writeFile(file, '')
    await assert.rejects(new EmptyMaps(file).take('', frame), coded('FILE_NOT_WRITABLE'))
  })

  it('are whole when the process is killed while it writes one', async function () {
    this.timeout(30_000)
    const side = 300
    const script = join(packageRoot, 'testing', 'process', 'empty-map-process.ts')
    const child = spawn(process.execPath, ['--import', 'tsx', script, folder, String(side)], {
      cwd: packageRoot,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const exited = once(child, 'exit')
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await exited
    const values = (await new EmptyMaps(folder).of(''))?.values ?? new Float32Array()
    assert.equal(values.length, side * side)
    assert.ok(values.every((value) => value === values[0]))
  })
})
