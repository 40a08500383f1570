/**
 * What other palettes and typed function nodes import from this package:
 *
 *     import { isDepthFrame, type DepthMessage } from '@node-red-depth/depth-anything'
 *
 * Nothing here needs Node-RED or loads a native module.
 */
import type { DepthFrame } from '../frames/depth-frame'
import type { ImageFrame } from '../frames/image-frame'
import type { Timing } from '../timing/timeline'

export type { DepthHeader } from '../export/depth-header'
export { isDepthFrame } from '../frames/depth-frame'
export { isImageFrame } from '../frames/image-frame'
export type { Calibrated, CalibrationLost, FrameCalibration } from '../frames/calibration'
export type { Camera } from '../frames/camera'
export type { Crop, AppliedCrop } from '../frames/crop'
export type { DepthFrame, DepthRange } from '../frames/depth-frame'
export type { DepthRegion } from '../frames/depth-region'
export type { DepthKind } from '../frames/depth-kinds'
export type { DecodedPixels, ImageFrame, Pixels, Size } from '../frames/image-frame'
export type { Stage, StageName, Timing } from '../timing/timeline'

/** What load image sends, with the properties in their usual place. */
export interface ImageMessage {
  readonly payload: ImageFrame
  readonly timing: Timing
}

/** What infer depth sends, with the properties in their usual place. */
export interface DepthMessage {
  readonly payload: DepthFrame
  readonly timing: Timing
}
