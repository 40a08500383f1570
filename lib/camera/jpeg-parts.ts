import { now } from '../clock'
import type { Shot } from './source'

const jpegStart = Buffer.from('ffd8ff', 'hex')
const jpegEnd = Buffer.from('ffd9', 'hex')
/** The end of a part's header and the image after it: inside of an image it means a half part. */
const nextPart = Buffer.from('\r\n\r\n\xff\xd8\xff', 'latin1')

/** The longest header of a part, and the longest padding behind an image, in bytes. */
const maxGap = 4096

const initialCapacity = 2 ** 16

/** More bytes without the end of an image than one may have. */
export class PartTooLargeError extends Error {}

/**
 * Cuts the JPEG images out of a multipart stream (MJPEG). Content-Length is used where it holds; the
 * boundary is not, since many cameras announce another one than they send: an image is what lies
 * between its markers.
 */
export class JpegParts {
  readonly #maxBytes: number
  /** What has come and was not used yet; it grows up to `maxBytes`. */
  #buffer = Buffer.allocUnsafe(initialCapacity)
  #length = 0
  /** When the first byte of the image at the beginning of the buffer came; 0 before an image. */
  #startedAt = 0
  /** Length of that image as its header says; 0 where that is not known. */
  #announced = 0
  /** The bytes before this one hold no end. */
  #searched = 0
  #headersLie = false

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /**
   * Takes bytes of the stream.
   *
   * @returns the images that end with them
   * @throws PartTooLargeError
   */
  push(chunk: Buffer, at = now()): readonly Shot[] {
    this.#append(chunk)
    const shots: Shot[] = []
    while (this.#findStart(at)) {
      const end = this.#findEnd()
      if (end === undefined) break
      shots.push({ bytes: Buffer.from(this.#buffer.subarray(0, end)), at: this.#startedAt })
      this.#discard(end)
    }
    if (this.#length > this.#maxBytes) throw new PartTooLargeError()
    return shots
  }

  get #bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length)
  }

  #append(chunk: Buffer): void {
    const needed = this.#length + chunk.length
    if (needed > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#buffer.length))
      this.#bytes.copy(larger)
      this.#buffer = larger
    }
    chunk.copy(this.#buffer, this.#length)
    this.#length = needed
  }

  /** Moves the beginning of an image to that of the buffer. */
  #findStart(at: number): boolean {
    if (this.#startedAt > 0) return true
    const start = this.#bytes.indexOf(jpegStart)
    if (start < 0) {
      this.#discard(Math.max(0, this.#length - maxGap))
      return false
    }
    this.#announced = contentLength(this.#buffer.toString('latin1', 0, start))
    this.#discard(start)
    this.#startedAt = at
    return true
  }

  #findEnd(): number | undefined {
    const announced = this.#headersLie ? 0 : this.#announced
    if (announced > 0 && announced <= this.#maxBytes) {
      if (this.#length < announced) return undefined
      const last = this.#buffer.subarray(0, announced).lastIndexOf(jpegEnd)
      const isWhole = last >= Math.max(1, announced - maxGap) && !this.#holdsNextPart(announced)
      if (isWhole) return announced
      this.#headersLie = true
    }
    return this.#endByMarker()
  }

  /** An end marker in the middle belongs to a preview inside of the image: more of that follows. */
  #endByMarker(): number | undefined {
    for (;;) {
      const marker = this.#bytes.indexOf(jpegEnd, this.#searched)
      if (marker < 0) {
        this.#searched = Math.max(0, this.#length - 1)
        return undefined
      }
      const end = marker + jpegEnd.length
      if (!this.#isBetweenParts(end)) {
        this.#searched = end
        continue
      }
      const half = this.#bytes.subarray(0, end).indexOf(nextPart)
      if (half < 0) return end
      // The image was never finished; the one after it starts here.
      const start = half + nextPart.length - jpegStart.length
      const at = this.#startedAt
      this.#discard(start)
      this.#startedAt = at
    }
  }

  #holdsNextPart(end: number): boolean {
    return this.#buffer.subarray(0, end).includes(nextPart)
  }

  /** Whether what follows is not of the same image: nothing yet, padding, a line, an image. */
  #isBetweenParts(end: number): boolean {
    if (end >= this.#length) return true
    const next = this.#buffer.toString('latin1', end, Math.min(end + 3, this.#length))
    return /^(\0|\r|\n|--|\xff\xd8)/.test(next)
  }

  #discard(count: number): void {
    this.#buffer.copyWithin(0, count, this.#length)
    this.#length -= count
    this.#startedAt = 0
    this.#searched = 0
  }
}

function contentLength(header: string): number {
  return Number(/content-length\s*:\s*(\d+)\s*$/im.exec(header)?.[1] ?? 0)
}
