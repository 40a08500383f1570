/**
 * The body of an answer, in the pieces in which it came: a depth map is copied once, out of them into
 * the memory that it keeps.
 */
export class AnswerBody {
  /** In bytes. */
  readonly length: number
  readonly #pieces: readonly Uint8Array[]

  constructor(pieces: readonly Uint8Array[]) {
    this.length = pieces.reduce((sum, piece) => sum + piece.length, 0)
    this.#pieces = pieces
  }

  /** The bytes from `start` to before `end`, or to the end of the body, in memory of their own. */
  bytes(start: number, end: number): ArrayBuffer {
    const length = Math.max(0, Math.min(end, this.length) - start)
    const target = new Uint8Array(length)
    let at = -start
    for (const piece of this.#pieces) {
      const part = piece.subarray(Math.max(0, -at), Math.max(0, length - at))
      target.set(part, Math.max(0, at))
      at += piece.length
      if (at >= length) break
    }
    return target.buffer
  }

  text(start = 0, end = this.length): string {
    return Buffer.from(this.bytes(start, end)).toString()
  }
}
