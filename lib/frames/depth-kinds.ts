/**
 * What the numbers of a depth map mean. Relative depth has no unit: it is known up to one scale and
 * one shift for each frame.
 */
export const depthKinds = {
  /** Depth Anything V1 and V2. */
  'relative-inverse': { nearIsLarge: true, unit: undefined },
  /** Depth Anything V3. */
  relative: { nearIsLarge: false, unit: undefined },
  /** In meters. */
  metric: { nearIsLarge: false, unit: 'm' },
} as const

export type DepthKind = keyof typeof depthKinds

export const depthKindNames = Object.keys(depthKinds) as readonly DepthKind[]
