/** More than the frames in progress at a time need, at three each. */
const limit = 9

/**
 * Memory of finished images, for the next ones. V8 counts what buffers hold as well: where each frame
 * allocated its own, garbage collection stopped Node-RED every other frame.
 */
export class SpareBuffers {
  readonly #spare: ArrayBuffer[] = []

  /**
   * A buffer of exactly so many bytes, not cleared.
   *
   * @throws RangeError where there is no memory for it
   */
  take(bytes: number): ArrayBuffer {
    const at = this.#spare.findIndex(({ byteLength }) => byteLength === bytes)
    return this.#spare.splice(at, at < 0 ? 0 : 1)[0] ?? new ArrayBuffer(bytes)
  }

  /** Takes a buffer back; the oldest is dropped when there are too many. */
  give(buffer: ArrayBuffer): void {
    this.#spare.push(buffer)
    if (this.#spare.length > limit) this.#spare.shift()
  }

  clear(): void {
    this.#spare.length = 0
  }
}
