import type { NodeAPI, NodeStatus } from 'node-red'
import type { FrameCalibration } from '../../lib/frames/calibration'

const notCalibrated: NodeStatus = {
  fill: 'yellow',
  shape: 'ring',
  text: 'depth-calibrate.status.notCalibrated',
}

/** What a node says of its last frame; undefined: there are no references. */
export function calibrateStatus(
  RED: NodeAPI,
  calibration: FrameCalibration | undefined,
): NodeStatus {
  if (calibration === undefined) return notCalibrated
  if (calibration.state === 'lost') {
    return { fill: 'red', shape: 'ring', text: `depth-calibrate.lost.${calibration.reason}` }
  }
  if (calibration.state === 'held') {
    return { fill: 'yellow', shape: 'dot', text: 'depth-calibrate.status.held' }
  }
  const { error, isScaleOnly } = calibration
  if (isScaleOnly) return { fill: 'green', shape: 'dot', text: 'depth-calibrate.status.scaleOnly' }
  const text =
    error === undefined
      ? 'depth-calibrate.status.calibrated'
      : RED._('depth-calibrate.status.error', { percent: Math.ceil(100 * error) })
  return { fill: 'green', shape: 'dot', text }
}
