import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Socket } from 'node:net'
import { packageRoot } from '../../../../lib/package-root'

const childFile = join(packageRoot, 'dist', 'lib', 'inference', 'worker', 'main.js')

describe('the process of a model', () => {
  let child: ChildProcess
  let packets: Socket
  let lifeline: Socket
  let stderr = ''

  beforeEach(() => {
    child = spawn(process.execPath, [childFile], {
      stdio: ['ignore', 'ignore', 'pipe', 'overlapped', 'pipe'],
    })
    packets = child.stdio[3] as Socket
    lifeline = child.stdio[4] as Socket
    stderr = ''
    child.stderr?.on('data', (text: Buffer) => (stderr += text.toString()))
  })
  afterEach(() => child.kill('SIGKILL'))

  it('ends at once on what it cannot understand, and says why', async () => {
    packets.write(Buffer.from([4, 0, 0, 0, 0, 0, 0, 0, ...Buffer.from('oops')]))
    await once(child, 'close')
    assert.match(stderr, /JSON/)
  })

  it('ends when its lifeline does', async () => {
    lifeline.destroy()
    const [, signal] = (await once(child, 'exit')) as [unknown, string]
    assert.equal(signal, 'SIGKILL')
  })
})
