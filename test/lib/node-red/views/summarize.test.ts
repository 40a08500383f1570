import assert from 'node:assert/strict'
import { summarize } from '../../../../lib/node-red/views/summarize'
import { depthFrame, hills } from '../../../../testing/frames/depth-frames'

describe('the summary of a frame for the editor', () => {
  const calibrated = {
    state: 'current',
    residuals: [0.1, -0.1, 0.05],
    error: 0.08,
    reach: 4,
    isScaleOnly: false,
  } as const
  const errorWith = (
    calibration: Parameters<ReturnType<typeof depthFrame>['with']>[0]['calibration'],
  ) => summarize('node', '', depthFrame(hills(8, 6)).with({ calibration }), undefined).depth?.error

  it('has the error of the calibration, where that is known', () => {
    assert.equal(errorWith(calibrated), 0.08)
    assert.equal(errorWith({ ...calibrated, error: undefined }), undefined)
    assert.equal(errorWith({ state: 'lost', reason: 'crop' }), undefined)
    assert.equal(errorWith(undefined), undefined)
  })
})
