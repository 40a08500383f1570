import { EventEmitter, once } from 'node:events'
import { DepthError, toDepthError } from '../errors'
import { RecentlyUsed } from '../timing/recently-used'
import { ownJpeg, toJpeg, type Drawing, type Streamed } from './to-jpeg'
import { isImageFrame } from '../frames/image-frame'

/** As many keys as a stream keeps an image of; the least recently shown one gives way. */
const mostKeys = 64

interface StreamOptions {
  readonly drawing: Drawing
  /** Largest JPEG that is sent, in bytes. */
  readonly mostBytes: number
  /** Learns of an image that could not be encoded; its viewers wait for the next. */
  readonly onError: (error: DepthError) => void
}

/** One image of a stream. It is encoded once, and when somebody wants it. */
interface Shown {
  readonly key: string
  readonly frame: Streamed
  jpeg?: Promise<Buffer | undefined>
}

/** An image as it is sent. `of` tells two of them apart. */
export interface Picture {
  readonly of: object
  readonly jpeg: Buffer
}

/** The last image of each key. Frames are only referred to, and encoded for whoever watches. */
export class Stream {
  readonly #options: StreamOptions
  readonly #shown = new RecentlyUsed<string, Shown>(mostKeys)
  readonly #encoding = new Set<Shown>()
  readonly #news = new EventEmitter().setMaxListeners(0)

  constructor(options: StreamOptions) {
    this.#options = options
  }

  /** The keys that have an image, in alphabetical order. */
  get keys(): readonly string[] {
    return this.#shown
      .entries()
      .map(([key]) => key)
      .toSorted()
  }

  /** @throws DepthError IMAGE_TOO_LARGE for a JPEG with more bytes than are sent */
  show(key: string, frame: Streamed): void {
    const jpeg = isImageFrame(frame) ? ownJpeg(frame) : undefined
    if (jpeg !== undefined) this.#checkSize(jpeg)
    this.#shown.set(key, { key, frame })
    this.#news.emit('shown')
  }

  /**
   * The newest image that is not `last`. Whoever asks while an image is being encoded gets that one,
   * so that many viewers cost no more than one.
   *
   * @param key undefined: of any key
   * @param last what the viewer has got already
   * @param signal ends the waiting, which then rejects
   */
  async next(
    key: string | undefined,
    last: object | undefined,
    signal: AbortSignal,
  ): Promise<Picture> {
    for (let seen = last; ;) {
      const shown = this.#newest(key)
      if (shown === undefined || shown === seen) {
        await once(this.#news, 'shown', { signal })
        continue
      }
      const jpeg = await this.#encoded(shown)
      if (jpeg !== undefined) return { of: shown, jpeg }
      seen = shown
    }
  }

  /** The newest image; undefined where there is none, or none that can be encoded. */
  async newest(key: string | undefined): Promise<Buffer | undefined> {
    const shown = this.#newest(key)
    return shown === undefined ? undefined : this.#encoded(shown)
  }

  #newest(key: string | undefined): Shown | undefined {
    const running = [...this.#encoding].find((shown) => key === undefined || shown.key === key)
    if (running !== undefined) return running
    return key === undefined ? this.#shown.entries().at(-1)?.[1] : this.#shown.peek(key)
  }

  #encoded(shown: Shown): Promise<Buffer | undefined> {
    shown.jpeg ??= this.#encode(shown)
    return shown.jpeg
  }

  async #encode(shown: Shown): Promise<Buffer | undefined> {
    this.#encoding.add(shown)
    try {
      return this.#checkSize(await toJpeg(shown.frame, this.#options.drawing))
    } catch (thrown) {
      this.#options.onError(toDepthError(thrown))
      return undefined
    } finally {
      this.#encoding.delete(shown)
    }
  }

  #checkSize(jpeg: Buffer): Buffer {
    const { mostBytes } = this.#options
    if (jpeg.byteLength <= mostBytes) return jpeg
    throw new DepthError(
      'IMAGE_TOO_LARGE',
      `The JPEG has ${megabytes(jpeg.byteLength)} MB, more than the ${megabytes(mostBytes)} MB that are sent ` +
        'to viewers. Choose a smaller size or quality, or raise the limit in the dialog.',
    )
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1)
}
