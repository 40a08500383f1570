import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Picture, Stream } from './stream'

/** How long a viewer may take to read one image before its connection is closed. */
const defaultStallMs = 30_000

/**
 * Chromium shows an image once the header of the next one has come. Where none comes for so long, the
 * last one is sent once more.
 */
const defaultStillMs = 300

const keepAliveMs = 30_000

/** What separates the images of a stream. */
const boundary = 'depth-stream-image'

const common = {
  'cache-control': 'no-store, no-transform',
  'x-content-type-options': 'nosniff',
}

interface ViewersOptions {
  /** As many connections are served at a time. */
  readonly limit: number
  readonly stallMs?: number
  readonly stillMs?: number
  /** Learns how many there are now. */
  readonly onChange?: (count: number) => void
}

/**
 * Those who watch a stream. A viewer gets the next image once its connection has taken the last one:
 * a slow one misses images, and no image waits for it.
 */
export class Viewers {
  readonly #stream: Stream
  readonly #options: ViewersOptions
  readonly #open = new Set<ServerResponse>()
  #closed = false

  constructor(stream: Stream, options: ViewersOptions) {
    this.#stream = stream
    this.#options = options
  }

  get count(): number {
    return this.#open.size
  }

  /**
   * Sends images as `multipart/x-mixed-replace`, until the viewer leaves or stops reading.
   *
   * @param key undefined: images of all keys
   */
  watch(response: ServerResponse, key: string | undefined): Promise<void> {
    return this.#serve(response, async (signal) => {
      response.writeHead(200, {
        ...common,
        'content-type': `multipart/x-mixed-replace; boundary=${boundary}`,
      })
      response.socket?.setKeepAlive(true, keepAliveMs)
      response.write(`--${boundary}\r\n`)
      for (let picture = await this.#stream.next(key, undefined, signal); ;) {
        await this.#send(response, picture.jpeg, signal)
        const next = this.#stream.next(key, picture.of, signal)
        if (await this.#isStill(next)) await this.#send(response, picture.jpeg, signal)
        picture = await next
      }
    })
  }

  /** Sends the newest image; 503 where there is none yet. */
  snapshot(response: ServerResponse, key: string | undefined): Promise<void> {
    return this.#serve(response, async (signal) => {
      const jpeg = await this.#stream.newest(key)
      if (signal.aborted) return
      if (jpeg === undefined) {
        response.writeHead(503, { ...common, 'retry-after': '1' }).end()
        return
      }
      const { byteLength } = jpeg
      response
        .writeHead(200, {
          ...common,
          'content-type': 'image/jpeg',
          'content-length': byteLength,
        })
        .end(jpeg)
      await this.#read(response, 'finish', signal)
    })
  }

  /** Closes every connection. */
  close(): void {
    this.#closed = true
    for (const response of this.#open) response.destroy()
  }

  async #serve(
    response: ServerResponse,
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    // Nothing would say that a viewer has left who left while the password was checked, or whose request waits
    // behind another one of its connection.
    if (response.destroyed) return
    const isWaiting = response.socket === null
    if (this.#closed || isWaiting || this.#open.size >= this.#options.limit) {
      response.writeHead(503, { ...common, 'retry-after': '10' }).end()
      return
    }
    const leaving = new AbortController()
    this.#open.add(response)
    this.#options.onChange?.(this.count)
    response.once('close', () => leaving.abort())
    try {
      await work(leaving.signal)
    } catch {
      // The viewer has left, or no longer reads.
      response.destroy()
    } finally {
      this.#open.delete(response)
      this.#options.onChange?.(this.count)
    }
  }

  async #send(response: ServerResponse, jpeg: Buffer, signal: AbortSignal): Promise<void> {
    response.cork()
    response.write(`Content-Type: image/jpeg\r\nContent-Length: ${jpeg.byteLength}\r\n\r\n`)
    response.write(jpeg)
    response.write(`\r\n--${boundary}\r\n`)
    response.uncork()
    if (response.writableNeedDrain) await this.#read(response, 'drain', signal)
  }

  /** Whether no other image comes for a while. */
  #isStill(next: Promise<Picture>): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#options.stillMs ?? defaultStillMs, true)
      const stop = () => {
        clearTimeout(timer)
        resolve(false)
      }
      next.then(stop, stop)
    })
  }

  /** Waits until the viewer has read; one that takes too long is closed. */
  async #read(response: ServerResponse, event: 'drain' | 'finish', signal: AbortSignal) {
    const limit = this.#options.stallMs ?? defaultStallMs
    const timer = setTimeout(() => response.destroy(), limit)
    try {
      await once(response, event, { signal })
    } finally {
      clearTimeout(timer)
    }
  }
}
