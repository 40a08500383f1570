import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { isDepthFrame } from '../lib/frames/depth-frame'
import { depthFrame } from '../testing/frames/depth-frames'
import manifest from '../package.json'
import { InstalledPackage } from '../testing/process/installed-package'

const run = promisify(execFile)
const tsc = require.resolve('typescript/bin/tsc')

/** What a palette or a function node may write. */
const consumer = `
import { isDepthFrame, isImageFrame, type DepthMessage, type ImageMessage } from '${manifest.name}'

export function middle(msg: DepthMessage): number | undefined {
  return isDepthFrame(msg.payload) ? msg.payload.at(0.5, 0.5) : undefined
}
export function width(msg: ImageMessage): number {
  return isImageFrame(msg.payload) ? msg.payload.width : msg.timing.stages.length
}
`

describe('the public entry of the package', () => {
  let installed: InstalledPackage

  before(async () => (installed = await InstalledPackage.create()))
  after(() => installed.remove())

  it('recognizes the frames of another installation', async () => {
    const entry = (await import(join(installed.folder, manifest.exports['.'].default))) as {
      isDepthFrame: typeof isDepthFrame
    }
    assert.notEqual(entry.isDepthFrame, isDepthFrame)
    assert.ok(entry.isDepthFrame(depthFrame([[1]])))
    assert.equal(entry.isDepthFrame({}), false)
  })

  it('is found by its name, and by the name of package.json, and nothing else is', async () => {
    const script = `
      const entry = require('${manifest.name}')
      require('${manifest.name}/package.json')
      try { require('${manifest.name}/dist/lib/errors.js') } catch (error) { console.log(error.code) }
      console.log(Object.keys(entry).sort().join())`
    const { stdout } = await run(process.execPath, ['-e', script], { cwd: installed.folder })
    assert.equal(stdout, 'ERR_PACKAGE_PATH_NOT_EXPORTED\nisDepthFrame,isImageFrame\n')
  })

  it('has types that a strict program compiles with', async () => {
    const folder = join(installed.folder, 'consumer')
    await mkdir(folder)
    await writeFile(join(folder, 'index.ts'), consumer)
    const options = ['--strict', '--noEmit', '--target', 'es2022', '--module', 'node16']
    const types = join(require.resolve('@types/node/package.json'), '..', '..')
    const args = [tsc, ...options, '--typeRoots', types, '--types', 'node', 'index.ts']
    await run(process.execPath, args, { cwd: folder })
  })
})
