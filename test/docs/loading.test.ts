import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readableFormats } from '../../lib/image/formats'
import { sourceNames } from '../../lib/image/sources'
import { packageRoot } from '../../lib/package-root'

describe('the page on loading images', () => {
  const page = readFileSync(join(packageRoot, 'docs', 'loading.md'), 'utf8')

  it('has a row for every image source, in the order of the table', () => {
    const rows = [...page.matchAll(/^\| ([^|]+) \|/gm)].map(([, cell]) => cell)
    const first = rows.indexOf(sourceNames[0])
    assert.deepEqual(rows.slice(first, first + sourceNames.length), sourceNames)
  })

  it('names every format that is read', () => assert.ok(page.includes(readableFormats)))
})
