/** Why a frame cannot be turned into meters, though there are references. */
export const lostReasons = {
  kind: 'the kind of depth is another one',
  model: 'the model is another one',
  precision: 'the precision of the model is another one',
  inputSize: 'the input size of the model is another one',
  source: 'the size of the image is another one',
  crop: 'the crop of the image is another one',
  anchor: 'stabilize depth has a new anchor',
  references: 'the references give no calibration',
  disturbed: 'too few live references can be seen undisturbed',
} as const

export type LostReason = keyof typeof lostReasons

/** How the meters of a frame came about. */
export interface Calibrated {
  /** `held`: too few live references can be seen undisturbed, and the last fit is used. */
  readonly state: 'current' | 'held'
  /** What the fit says less what is true, in meters, at each reference. */
  readonly residuals: readonly number[]
  /**
   * The mean error of the distance of a reference that a fit without it makes, as a part of the distance.
   * Undefined where there are too few references to know.
   */
  readonly error: number | undefined
  /** Meters. What lies farther is extrapolated. */
  readonly reach: number
  /** Whether only a scale was fitted where the depth has a shift as well, as with one reference. */
  readonly isScaleOnly: boolean
}

/** A frame that should have been in meters and is not. */
export interface CalibrationLost {
  readonly state: 'lost'
  readonly reason: LostReason
}

/** What calibrate depth says of a frame. */
export type FrameCalibration = Calibrated | CalibrationLost
