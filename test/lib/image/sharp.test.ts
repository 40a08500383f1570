import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { packageRoot } from '../../../lib/package-root'

/** Asks for sharp while no file handle is left, and again when there are some. */
const script = `
  const { closeSync, openSync } = require('node:fs')
  const { requireSharp } = require(process.argv[1])
  const attempt = () => {
    try {
      return typeof requireSharp()
    } catch ({ code }) {
      return code
    }
  }
  const handles = []
  try {
    for (;;) handles.push(openSync('/dev/null', 'r'))
  } catch {}
  const without = attempt()
  handles.forEach((handle) => closeSync(handle))
  console.log(without, attempt())
`

describe('the package sharp', () => {
  if (process.platform === 'linux') {
    it('is found once there are file handles again, though it was not found before', () => {
      const module = join(packageRoot, 'dist/lib/image/sharp.js')
      const limited = ['-c', 'ulimit -n 60; exec "$@"', '-']
      const output = execFileSync('bash', [...limited, process.execPath, '-e', script, module], {
        encoding: 'utf8',
      })
      assert.equal(output, 'RUNTIME_MISSING function\n')
    })
  }
})
