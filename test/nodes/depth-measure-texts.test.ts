import assert from 'node:assert/strict'
import { conditionNames } from '../../lib/depth/alarms/conditions'
import { unknownReasons } from '../../lib/depth/alarms/reasons'
import { numberNames } from '../../lib/depth/regions/figures'
import texts from '../../nodes/depth-measure/locales/en-US/depth-measure.json'

describe('the texts of measure depth', () => {
  const { condition, reason, figure } = texts['depth-measure']
  for (const [what, labels, rows] of [
    ['condition of an alarm', condition, conditionNames],
    ['reason why an alarm is unknown', reason, Object.keys(unknownReasons)],
    ['figure that is one number', figure, numberNames],
  ] as const) {
    it(`name every ${what}`, () => assert.deepEqual(Object.keys(labels), rows))
  }
})
