import type { DepthKind } from '../../frames/depth-kinds'

/** `y = scale * depth + shift`, where `y` is what the kind of depth is linear in. */
export interface Line {
  readonly scale: number
  readonly shift: number
}

/** How a kind of depth becomes meters. */
interface Equation {
  /** Whether depth is known up to a shift as well as a scale. */
  readonly hasShift: boolean
  /** What the depth is linear in, from meters and back; above 0 for every distance. */
  readonly fromMeters: (meters: number) => number
  readonly toMeters: (y: number) => number
}

const same = (value: number) => value
const inverse = (value: number) => 1 / value

export const equations: Readonly<Record<DepthKind, Equation>> = {
  /** 1/z = s·d + t (Depth-Anything-V2, issue 157). */
  'relative-inverse': { hasShift: true, fromMeters: inverse, toMeters: inverse },
  /** z = s·d */
  relative: { hasShift: false, fromMeters: same, toMeters: same },
  /** z = s·d: metric models are often off by a scale for other lenses. */
  metric: { hasShift: false, fromMeters: same, toMeters: same },
}

/** What a line says of a depth. */
export function lineAt({ scale, shift }: Line, depth: number): number {
  return scale * depth + shift
}
