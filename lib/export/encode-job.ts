import type { Size } from '../frames/image-frame'
import { cloudOf, type CloudJob } from './cloud'
import type { NamesOf } from './formats'
import { encoders } from './formats'
import { toLevels, type Scaling } from './levels'
import { resizeValues } from './resize'
import type { ValueMap } from './value-map'

/** What is made of the values: plain data, which can be posted to another thread. */
export type EncodeTask =
  | { readonly layout: 'values'; readonly format: NamesOf<'values'> }
  | { readonly layout: 'levels'; readonly scaling: Scaling }
  | {
      readonly layout: 'points'
      readonly format: NamesOf<'points'>
      readonly cloud: CloudJob
      /** R, G, B of each value. */
      readonly image: Uint8Array | undefined
    }

export interface EncodeRequest {
  readonly map: ValueMap
  /** The size to which the values are resized first. */
  readonly target: Size
  readonly task: EncodeTask
}

export interface EncodeAnswer {
  /** The file, or levels, of which sharp makes it. */
  readonly bytes: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>
  /** How many finite values had no level. */
  readonly outside: number
}

/** Turns depth values into a file; see `EncodeAnswer`. */
export function encodeJob({ map, target, task }: EncodeRequest): EncodeAnswer {
  if (task.layout === 'points') {
    const bytes = encoders.points[task.format](cloudOf(map, task.cloud, task.image))
    return { bytes, outside: 0 }
  }
  const resized = resizeValues(map, target)
  if (task.layout === 'values') {
    return { bytes: encoders.values[task.format](resized), outside: 0 }
  }
  const { levels, outside } = toLevels(resized.values, task.scaling)
  return { bytes: levels, outside }
}
