/**
 * How frames are told from other values. A registered symbol instead of `instanceof`, because two
 * installs of this package in one Node-RED have two classes of one name.
 */
export const imageFrameBrand = Symbol.for('@node-red-depth/depth-anything/ImageFrame')
export const depthFrameBrand = Symbol.for('@node-red-depth/depth-anything/DepthFrame')

/** Whether `value` carries the brand; any value may be asked about. */
export function hasBrand(value: unknown, brand: symbol): boolean {
  return typeof value === 'object' && value !== null && brand in value
}

/**
 * Whether `value` is what is left of a frame after `cloneMessage(frame)`: an empty plain object.
 * Change ("Deep copy value") and Trigger ("then send the original msg object", also "the latest" when
 * its delay is extended) clone the bare payload in this way;
 * a clone of the whole message keeps the frame by reference.
 */
export function looksLikeClonedFrame(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype &&
    Reflect.ownKeys(value).length === 0
  )
}
