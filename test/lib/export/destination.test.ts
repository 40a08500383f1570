import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import {
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { appendLine, writeWhole } from '../../../lib/export/destination'
import { coded } from '../../../testing/errors'
import { mountSmallDisk, unmount } from '../../../testing/process/small-disk'

describe('where exported depth is written', () => {
  let folder: string
  const bytes = Buffer.from('depth')

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'depth-export-')))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('is below the working directory, in folders that are made, and nothing else is left there', async () => {
    const file = await writeWhole('a/b/c.npy', bytes, { workingDirectory: folder })
    assert.equal(file, join(folder, 'a', 'b', 'c.npy'))
    assert.deepEqual(await readFile(file), bytes)
    assert.deepEqual(await readdir(join(folder, 'a', 'b')), ['c.npy'])
  })

  it('is a coded error where nothing can be written, and nothing is left', async () => {
    await writeFile(join(folder, 'file'), 'x')
    const rules = { workingDirectory: folder }
    await assert.rejects(writeWhole('file/a.npy', bytes, rules), coded('FILE_NOT_WRITABLE', /file/))
    await mkdir(join(folder, 'taken.npy'))
    await assert.rejects(writeWhole('taken.npy', bytes, rules), coded('FILE_NOT_WRITABLE'))
    assert.deepEqual((await readdir(folder)).toSorted(), ['file', 'taken.npy'])
  })

  it('has a name as long as the file system takes, and beyond that says so', async function () {
    if (process.platform === 'win32') this.skip()
    const rules = { workingDirectory: folder }
    const longest = `${'é'.repeat(125)}x.npy`
    assert.equal(await writeWhole(longest, bytes, rules), join(folder, longest))
    assert.deepEqual(await readdir(folder), [longest])
    for (const path of [`x${longest}`, `${'ab/'.repeat(3000)}c.npy`]) {
      const tooLong = coded('FILE_NOT_WRITABLE', /the name is too long.*Choose a shorter one/)
      await assert.rejects(writeWhole(path, bytes, rules), tooLong)
      await assert.rejects(writeWhole(path, bytes, { ...rules, roots: ['.'] }), tooLong)
      await assert.rejects(appendLine(path, '{}', rules), tooLong)
    }
    assert.deepEqual(await readdir(folder), [longest])
  })

  it('is no device and no folder of the system', async function () {
    if (process.platform !== 'linux') this.skip()
    await promisify(execFile)('mkfifo', [join(folder, 'pipe')])
    await assert.rejects(writeWhole(join(folder, 'pipe'), bytes, {}), coded('FILE_NOT_WRITABLE'))
    assert.ok((await lstat(join(folder, 'pipe'))).isFIFO())
    // Node's own way to make folders never returns here.
    await assert.rejects(writeWhole('/proc/none/a.npy', bytes, {}), coded('FILE_NOT_WRITABLE'))
  })

  it('gains whole lines, also after one that a crash cut short', async () => {
    const rules = { workingDirectory: folder }
    const index = join(folder, 'new', 'index.jsonl')
    await mkdir(join(folder, 'new'))
    await appendLine('new/index.jsonl', '{"a":1}', rules)
    await appendLine('new/index.jsonl', '{"a":2}', rules)
    await writeFile(index, '{"a":', { flag: 'a' })
    await appendLine('new/index.jsonl', '{"a":3}', rules)
    const lines = (await readFile(index, 'utf8')).split('\n')
    assert.deepEqual(lines, ['{"a":1}', '{"a":2}', '{"a":', '{"a":3}', ''])
  })

  it('is a coded error on a full disk', async function () {
    if (process.platform !== 'linux') this.skip()
    await assert.rejects(appendLine('/dev/full', '{}', {}), coded('DISK_FULL', /The disk is full/))
  })

  it('is written whole or not at all on a small disk that fills up', async function () {
    const disk = join(folder, 'disk')
    await mkdir(disk)
    if (!mountSmallDisk(disk, 2 ** 16)) this.skip()
    try {
      await writeWhole(join(disk, 'small.npy'), bytes, {})
      await assert.rejects(
        writeWhole(join(disk, 'large.npy'), Buffer.alloc(2 ** 17), {}),
        coded('DISK_FULL', /large\.npy/),
      )
      assert.deepEqual(await readdir(disk), ['small.npy'])
      const index = join(disk, 'index.jsonl')
      await appendLine(index, '{}', {})
      await assert.rejects(appendLine(index, ' '.repeat(2 ** 17), {}), coded('DISK_FULL'))
      assert.equal(await readFile(index, 'utf8'), '{}\n')
    } finally {
      unmount(disk)
    }
  })

  describe('where settings.js confines it', () => {
    const confined = () => ({ workingDirectory: folder, roots: ['inside'] })

    it('lies inside, in a folder that is made', async () => {
      const file = await writeWhole('inside/a/b.npy', bytes, confined())
      assert.deepEqual(await readFile(file), bytes)
      await appendLine('inside/a/index.jsonl', '{}', confined())
    })

    it('does not lie outside, by name or by a link, and no folder is made there', async () => {
      const outside = join(folder, 'outside')
      await mkdir(outside)
      await mkdir(join(folder, 'inside'))
      await symlink(outside, join(folder, 'inside', 'link'))
      await symlink(join(outside, 'index'), join(folder, 'inside', 'index.jsonl'))
      const wrong = [
        'outside/a.npy',
        'a.npy',
        'inside/../outside/a.npy',
        join(outside, 'a.npy'),
        'inside/link/a.npy',
        'inside/link/deeper/a.npy',
        'inside-too/a.npy',
      ]
      for (const path of wrong) {
        await assert.rejects(
          writeWhole(path, bytes, confined()),
          coded('FILE_FORBIDDEN', /depthExportRoots/),
          path,
        )
      }
      await assert.rejects(appendLine('inside/index.jsonl', '{}', confined()))
      assert.deepEqual(await readdir(outside), [])
      assert.deepEqual((await readdir(folder)).toSorted(), ['inside', 'outside'])
    })

    it('replaces a link to a file outside, and leaves that file as it is', async () => {
      const outside = join(folder, 'theirs')
      await writeFile(outside, 'theirs')
      await mkdir(join(folder, 'inside'))
      await symlink(outside, join(folder, 'inside', 'a.npy'))
      await writeWhole('inside/a.npy', bytes, confined())
      assert.equal(await readFile(outside, 'utf8'), 'theirs')
      assert.deepEqual(await readFile(join(folder, 'inside', 'a.npy')), bytes)
    })
  })
})
