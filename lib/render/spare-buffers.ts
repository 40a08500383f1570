/** More than the frames under way at a time need, two each. */
const limit = 6

/**
 * Memory of images that are done, for those to come. V8 counts what buffers hold as well: where
 * each frame made its own, Node-RED stood still for a collection of garbage every other frame.
 */
export class SpareBuffers {
  readonly #spare: ArrayBuffer[] = []

  /**
   * A buffer of just so many bytes, with whatever is left in it.
   *
   * @throws RangeError where there is no memory for it
   */
  take(bytes: number): ArrayBuffer {
    const at = this.#spare.findIndex(({ byteLength }) => byteLength === bytes)
    return this.#spare.splice(at, at < 0 ? 0 : 1)[0] ?? new ArrayBuffer(bytes)
  }

  /** Takes a buffer back; the oldest ones go when there are too many. */
  give(buffer: ArrayBuffer): void {
    this.#spare.push(buffer)
    if (this.#spare.length > limit) this.#spare.shift()
  }

  clear(): void {
    this.#spare.length = 0
  }
}
