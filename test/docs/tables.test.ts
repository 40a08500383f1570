import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import manifest from '../../package.json'
import { depthKindNames } from '../../lib/frames/depth-kinds'
import { sizingPolicies } from '../../lib/image/sizing'
import { devices } from '../../lib/inference/providers'
import { precisionNames } from '../../lib/models/precision'
import { packageRoot } from '../../lib/package-root'
import { colorMapNames } from '../../lib/render/color-maps'
import { formatNames, outputKinds } from '../../lib/render/format-names'

/** Where the documents list the rows of a table, each as code. */
const listings: readonly {
  readonly of: string
  readonly page: string
  readonly rows: readonly string[]
}[] = [
  { of: 'node', page: 'README.md', rows: Object.keys(manifest['node-red'].nodes) },
  { of: 'device', page: 'docs/devices.md', rows: devices },
  { of: 'sizing', page: 'docs/inferring.md', rows: sizingPolicies },
  { of: 'kind of depth', page: 'docs/messages.md', rows: depthKindNames },
  { of: 'precision', page: 'docs/models.md', rows: precisionNames },
  {
    of: 'color map',
    page: 'docs/rendering.md',
    rows: colorMapNames.filter((name) => !name.endsWith('_r')),
  },
  { of: 'format', page: 'docs/rendering.md', rows: formatNames },
  { of: 'output', page: 'docs/rendering.md', rows: outputKinds },
]

describe('the documents', () => {
  for (const { of, page, rows } of listings) {
    it(`list every ${of}: ${page}`, () => {
      const text = readFileSync(join(packageRoot, page), 'utf8')
      assert.ok(rows.length > 0)
      assert.deepEqual(
        rows.filter((row) => !text.includes(`\`${row}\``)),
        [],
      )
    })
  }
})
