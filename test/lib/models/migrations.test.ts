import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { migrateDescriptor } from '../../../lib/models/migrations'
import { readDescriptor } from '../../../lib/models/read-descriptor'
import { packageRoot } from '../../../lib/package-root'

const fixture = join(packageRoot, 'test', 'fixtures', 'descriptors-0.1.0', 'garden.json')

describe('a descriptor that an earlier version wrote', () => {
  it('is read with each field under its present name', async () => {
    assert.deepEqual(await readDescriptor(fixture), {
      version: 1,
      id: 'garden',
      name: 'Garden',
      group: 'custom',
      description: 'Trained on gardens.',
      license: { spdx: 'MIT', commercial: true, url: 'https://example.com/licence' },
      files: {
        fp32: {
          path: 'garden.onnx',
          bytes: 1000,
          externalData: [{ path: 'garden.onnx_data', bytes: 2000 }],
        },
        q8: { path: 'garden_q8.onnx' },
      },
      input: {
        name: 'image',
        rank: 5,
        mean: [0, 0, 0],
        std: [1, 1, 1],
        sizeMultiple: 14,
        sizing: 'longest',
        size: 252,
      },
      output: { name: 'meters', kind: 'metric', maxDepth: 20 },
      unverified: ['/license', '/files/fp32/externalData/0/bytes', '/input/sizeMultiple'],
    })
  })

  it('is migrated once: a present one stays as it is', async () => {
    const migrated = migrateDescriptor(JSON.parse(await readFile(fixture, 'utf8')))
    assert.deepEqual(migrateDescriptor(migrated), migrated)
  })

  for (const value of [null, 7, [], { version: 2 }, { version: 'new' }]) {
    it(`is left to the schema where it is ${JSON.stringify(value)}`, () => {
      assert.deepEqual(migrateDescriptor(value), value)
    })
  }
})
