import type { RelativeBox } from '../../frames/depth-region'
import type { Shape } from '../geometry/shape'

/** A shape with its name, which figures and alarms go by. */
export interface NamedRegion {
  readonly name: string
  readonly shape: Shape
  /** The rectangle around it, of a box that of all of it, where `shape` is the part that is measured. */
  readonly frame: RelativeBox
  /** What a detector calls it, such as `person`; undefined for a region that is no box. */
  readonly label?: string
}

/** What the whole map is called among the regions; no other one may have that name. */
export const wholeName = 'all'

/** As many regions as a message may bring, and as many boxes. */
export const mostRegions = 100

/** `name`, or where it is taken already, with a number behind it: `person 2`. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name
  for (let number = 2; taken.has(free); number++) free = `${name} ${number}`
  return free
}
