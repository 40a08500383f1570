import { attempt } from '../attempt'

/**
 * How frames are recognized. A registered symbol instead of `instanceof`, because two installations
 * of this package in one Node-RED have two classes of the same name.
 */
export const imageFrameBrand = Symbol.for('@node-red-depth/depth-anything/ImageFrame')
export const depthFrameBrand = Symbol.for('@node-red-depth/depth-anything/DepthFrame')

/** Whether `value`, which may be anything, carries the brand. */
export function hasBrand(value: unknown, brand: symbol): boolean {
  return typeof value === 'object' && value !== null && attempt(() => brand in value, false)
}

/**
 * Whether `value` is what remains of a frame after `cloneMessage(frame)`: an empty plain object.
 * Change ("Deep copy value") and Trigger ("then send the original msg object", also "the latest" when
 * its delay is extended) clone the bare payload like this; a clone of the whole message keeps the
 * frame by reference.
 */
export function looksLikeClonedFrame(value: unknown): boolean {
  return typeof value === 'object' && value !== null && attempt(() => isEmptyObject(value), false)
}

function isEmptyObject(value: object): boolean {
  if (Reflect.ownKeys(value).length > 0) return false
  // A function node has an Object.prototype of its own.
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype !== null && Object.getPrototypeOf(prototype) === null
}
