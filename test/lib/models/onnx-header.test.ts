import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readOnnxHeader } from '../../../lib/models/onnx-header'
import { precisionOrder } from '../../../lib/models/precision'
import { nearZeroGraph } from '../../../tools/graph'
import { coded } from '../../../testing/errors'
import { published } from '../../../testing/models/published-model'

describe('the header of an ONNX file', () => {
  let folder: string
  let file: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'depth-header-'))
    file = join(folder, 'model.onnx')
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('tells IR version, producer and opset', async () => {
    await writeFile(file, nearZeroGraph())
    const { irVersion, producer, opset } = await readOnnxHeader(file)
    assert.deepEqual([irVersion, producer, opset], [8, '@node-red-depth/depth-anything', 17])
  })

  it('is missed in a file that is not there', async () => {
    await assert.rejects(readOnnxHeader(file), coded('FILE_NOT_FOUND'))
  })

  const wrong: readonly (readonly [string, Uint8Array])[] = [
    ['an empty file', Buffer.alloc(0)],
    ['a page of HTML', Buffer.from('<!doctype html><title>Log in to the network</title>')],
    ['a graph that is cut', nearZeroGraph().subarray(0, 100)],
    ['noise', Buffer.alloc(1000, 0xff)],
  ]
  for (const [what, content] of wrong) {
    it(`is missed in ${what}`, async () => {
      await writeFile(file, content)
      await assert.rejects(readOnnxHeader(file), coded('MODEL_INVALID', /is no ONNX file/))
    })
  }
})

describe('the precision that suits a device', () => {
  const all = {
    ...published,
    files: { q8: { path: 'a' }, fp16: { path: 'b' }, fp32: { path: 'c' } },
  }
  const rows = [
    ['cpu', ['fp32', 'q8', 'fp16']],
    ['wasm', ['fp32', 'q8', 'fp16']],
    ['auto', ['fp32', 'q8', 'fp16']],
    ['cuda', ['fp16', 'fp32', 'q8']],
    ['directml', ['fp16', 'fp32', 'q8']],
  ] as const
  for (const [device, order] of rows) {
    it(`is ${order[0]} for ${device}, and another one where that is not there`, () => {
      assert.deepEqual(precisionOrder(all, device, 'auto'), order)
    })
  }

  it('is among those that the model has', () => {
    assert.deepEqual(precisionOrder(published, 'cuda', 'auto'), ['fp32'])
  })

  it('is the chosen one alone', () => {
    assert.deepEqual(precisionOrder(all, 'cpu', 'fp16'), ['fp16'])
  })
})
