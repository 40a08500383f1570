import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadCatalog } from '../../../lib/models/catalog'
import { measuredModels } from '../../../lib/models/measured'
import { packageRoot } from '../../../lib/package-root'

describe('the figures of the bundled models', () => {
  it('are those of the evaluation, rounded', async () => {
    const text = readFileSync(join(packageRoot, 'training', 'evaluation.json'), 'utf8')
    const { scenes, results } = JSON.parse(text) as {
      scenes: number
      results: Record<string, { absRel: number; delta1: number }>
    }
    const bundled = (await loadCatalog()).filter(({ group }) => group === 'bundled')
    const expected = bundled.map(({ id }) => {
      const { absRel = NaN, delta1 = NaN } = results[id] ?? {}
      return [id, { scenes, delta1: Math.round(100 * delta1), error: Math.round(100 * absRel) }]
    })
    assert.deepEqual(measuredModels, Object.fromEntries(expected))
  })
})
