import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lastLine } from '../../../../lib/inference/backends/onnxruntime-process/last-line'
import { probeDevice } from '../../../../lib/inference/backends/onnxruntime-process/probe'
import { WorkerProcess } from '../../../../lib/inference/backends/onnxruntime-process/worker-process'
import type { LoadRequest } from '../../../../lib/inference/protocol'
import { packageRoot } from '../../../../lib/package-root'
import { childrenOf, untilGone } from '../../../../testing/process/processes'

const load: LoadRequest = {
  type: 'load',
  file: join(packageRoot, 'models', 'tiny-v2.onnx'),
  externalData: [],
  providers: ['cpu'],
  rejectedProviders: [],
  deviceId: 0,
  threads: 1,
}

/** Lengths of a header and of a payload, as the pipe has them before each packet. */
const prefix = (header: number, payload: number) =>
  `Buffer.from(Uint32Array.of(${header}, ${payload}).buffer)`

const replies: Readonly<Record<string, string>> = {
  'a result of 4 GB': prefix(2, 0xffff_ffff),
  'a header of 4 GB': prefix(0xffff_ffff, 0),
  'no JSON': `Buffer.concat([${prefix(4, 0)}, Buffer.from('oops')])`,
  'JSON that is no reply': `Buffer.concat([${prefix(4, 0)}, Buffer.from('null')])`,
}

describe('a model process', () => {
  let folder: string
  const options = process.env['NODE_OPTIONS']

  before(async () => (folder = await mkdtemp(join(tmpdir(), 'depth-worker-'))))
  afterEach(() => {
    if (options === undefined) delete process.env['NODE_OPTIONS']
    else process.env['NODE_OPTIONS'] = options
  })
  after(() => rm(folder, { recursive: true, force: true }))

  for (const [name, bytes] of Object.entries(replies)) {
    it(`is ended when it sends ${name}`, async () => {
      const script = join(folder, 'reply.cjs')
      await writeFile(
        script,
        `require('node:fs').writeSync(3, ${bytes}); setInterval(() => 0, 1000)`,
      )
      process.env['NODE_OPTIONS'] = `--require ${script}`
      const worker = new WorkerProcess()
      const [pid = NaN] = childrenOf(process.pid)
      const answer = worker.ask(load, 20_000)
      await assert.rejects(answer, { code: 'RUNTIME_CRASHED', message: /cannot be read/ })
      await untilGone(pid, 5000)
    })
  }

  it('does not inherit secrets, and is the first that Linux ends without memory', async () => {
    process.env['HF_TOKEN'] = 'hf_secret'
    const worker = new WorkerProcess()
    delete process.env['HF_TOKEN']
    const { reply } = await worker.ask(load, 20_000)
    assert.equal(reply.provider, 'cpu')
    const [pid = NaN] = childrenOf(process.pid)
    if (process.platform === 'linux') {
      assert.doesNotMatch(await readFile(`/proc/${pid}/environ`, 'utf8'), /hf_secret/)
      assert.equal((await readFile(`/proc/${pid}/oom_score_adj`, 'utf8')).trim(), '500')
    }
    worker.kill()
    await untilGone(pid, 5000)
  })

  it('is the only one while many devices are tested at once', async () => {
    const earlier = childrenOf(process.pid)
    const probes = Array.from({ length: 4 }, () => probeDevice('cpu'))
    let most = 0
    const sampling = setInterval(() => {
      const running = childrenOf(process.pid).filter((pid) => !earlier.includes(pid))
      most = Math.max(most, running.length)
    }, 20)
    const found = await Promise.all(probes)
    clearInterval(sampling)
    assert.ok(found.every(({ usable }) => usable))
    // One that has done its work may still be ending when the next one starts.
    assert.ok(most >= 1 && most <= 2, `${most} at once`)
  })
})

describe('the last line of a process', () => {
  const outputs: readonly (readonly [output: string, line: string])[] = [
    ['', ''],
    ['one\ntwo\n', 'two'],
    ['\u001b[1;31mbroken\u001b[m\n\u001b[m', 'broken'],
    ['first\r\nsecond\r\n\r\n', 'second'],
    ['x'.repeat(1000), 'x'.repeat(300)],
  ]
  for (const [output, line] of outputs) {
    it(`is ${JSON.stringify(line.slice(0, 10))}`, () => assert.equal(lastLine(output), line))
  }
})
