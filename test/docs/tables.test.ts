import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { placeholders } from '../../lib/export/file-name'
import { exportNames } from '../../lib/export/format-names'
import { conditionNames } from '../../lib/depth/alarms/conditions'
import { unknownReasons } from '../../lib/depth/alarms/reasons'
import { missingReasons, numberNames } from '../../lib/depth/regions/figures'
import { lostReasons } from '../../lib/frames/calibration'
import { depthKindNames } from '../../lib/frames/depth-kinds'
import { unusableReasonNames } from '../../lib/frames/unusable'
import { sampleNames } from '../../lib/image/sample-names'
import { sizingPolicies } from '../../lib/image/sizing'
import { devices } from '../../lib/inference/providers'
import { queueModes } from '../../lib/queue/queue-modes'
import { precisionNames } from '../../lib/models/precision'
import { choices as exportChoices } from '../../nodes/depth-export/config'
import { packageRoot } from '../../lib/package-root'
import { colorMapNames } from '../../lib/render/color-maps'
import { compositionNames } from '../../lib/render/compositions'
import { formatNames, outputKinds } from '../../lib/render/format-names'

/** Each table of lib, and the page of docs/ that has to name every row of it. */
const tables: Readonly<Record<string, readonly [page: string, rows: readonly string[]]>> = {
  'color maps': ['rendering.md', colorMapNames.filter((name) => !name.endsWith('_r'))],
  compositions: ['rendering.md', compositionNames],
  'output formats': ['rendering.md', formatNames],
  outputs: ['rendering.md', outputKinds],
  'formats of exported depth': ['exporting.md', exportNames],
  'scales of 16 bits': ['exporting.md', exportChoices.levels],
  'placeholders of file names': [
    'exporting.md',
    Object.keys(placeholders).map((name) => `{${name}}`),
  ],
  devices: ['devices.md', devices],
  'queue modes': ['inferring.md', queueModes],
  precisions: ['models.md', precisionNames],
  'sizing policies': ['models.md', sizingPolicies],
  'reasons of a lost calibration': ['calibrating.md', Object.keys(lostReasons)],
  'depth kinds': ['models.md', depthKindNames],
  'sample images': ['loading.md', sampleNames],
  'reasons why images cannot be trusted': ['loading.md', unusableReasonNames],
  'figures of regions': ['measuring.md', numberNames],
  'conditions of alarms': ['measuring.md', conditionNames],
  'reasons of alarms': ['measuring.md', Object.keys(unknownReasons)],
  'reasons without figures': ['measuring.md', Object.keys(missingReasons)],
}

describe('the pages of docs/', () => {
  for (const [what, [page, rows]] of Object.entries(tables)) {
    it(`name all ${what}: ${page}`, () => {
      const text = readFileSync(join(packageRoot, 'docs', page), 'utf8')
      assert.deepEqual(
        rows.filter((row) => !text.includes(`\`${row}\``)),
        [],
      )
    })
  }
})
