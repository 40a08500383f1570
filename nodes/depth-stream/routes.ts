/**
 * The streams of a Node-RED, below its HTTP root:
 *
 * | route | answer |
 * | --- | --- |
 * | GET depth-stream/<path>.mjpg | the images as they come, as MJPEG |
 * | GET depth-stream/<path>.jpg | the newest image |
 * | GET depth-stream/<path> | a page that shows them |
 *
 * `?key=` chooses one key of several. httpNodeAuth and httpNodeMiddleware of settings.js hold.
 */
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import type { NodeAPI } from 'node-red'
import { invalidSetting } from '../../lib/errors'
import { streamPage } from '../../lib/stream/page'
import type { Stream } from '../../lib/stream/stream'
import type { Viewers } from '../../lib/stream/viewers'

/** A stream as its addresses serve it. */
export interface PublishedStream {
  readonly stream: Stream
  readonly viewers: Viewers
}

/** The part of settings.js that says who may see the images. */
interface HttpSettings {
  readonly httpNodeRoot?: string | false
  readonly httpNodeAuth?: unknown
  readonly httpNodeMiddleware?: RequestHandler | RequestHandler[]
}

const file = /^(?<path>[\w-]+)(?<kind>\.mjpg|\.jpg|)$/

const known = new WeakMap<object, StreamRoutes>()

/** The streams of this Node-RED; registers the routes at the first call. */
export function streamRoutesOf(RED: NodeAPI): StreamRoutes {
  const found = known.get(RED.httpNode) ?? new StreamRoutes(RED)
  known.set(RED.httpNode, found)
  return found
}

/** The streams of one Node-RED by their paths. */
class StreamRoutes {
  readonly #RED: NodeAPI
  readonly #streams = new Map<string, PublishedStream>()
  #warned = false

  constructor(RED: NodeAPI) {
    this.#RED = RED
    RED.httpNode.get('/depth-stream/:file', this.#guard, this.#answer)
  }

  /**
   * Makes a stream reachable.
   *
   * @param warn receives a warning, once, where anybody can see the images
   * @returns what ends it
   * @throws DepthError CONFIG_INVALID where another node has the path, or Node-RED serves no HTTP
   */
  publish(path: string, stream: PublishedStream, warn: (text: string) => void): () => void {
    if (this.#settings.httpNodeRoot === false) {
      throw invalidSetting('httpNodeRoot', 'a path (in settings.js)', false)
    }
    if (this.#streams.has(path)) {
      throw invalidSetting('Path', 'a name that no other stream has', path)
    }
    this.#warnOnce(warn)
    this.#streams.set(path, stream)
    return () => this.#streams.delete(path)
  }

  get #settings(): HttpSettings {
    return this.#RED.settings as unknown as HttpSettings
  }

  #warnOnce(warn: (text: string) => void): void {
    const { httpNodeAuth, httpNodeMiddleware } = this.#settings
    const isGuarded = httpNodeAuth !== undefined || httpNodeMiddleware !== undefined
    if (isGuarded || this.#warned) return
    this.#warned = true
    warn(
      "Anybody who reaches Node-RED's port can see the images that are streamed. Set httpNodeAuth in " +
        'settings.js. This is reported once.',
    )
  }

  /** What the user has put before all HTTP nodes, as http in does. */
  readonly #guard = (request: Request, response: Response, next: NextFunction): void => {
    const handlers = [this.#settings.httpNodeMiddleware ?? []].flat()
    const step = (at: number) => (error?: unknown) => {
      const handler = handlers[at]
      if (error !== undefined || handler === undefined) next(error)
      else void handler(request, response, step(at + 1))
    }
    step(0)()
  }

  readonly #answer = (request: Request<{ file: string }>, response: Response): void => {
    const { path = '', kind = '' } = file.exec(request.params.file)?.groups ?? {}
    const found = this.#streams.get(path)
    if (found === undefined) {
      response.status(404).end()
      return
    }
    const { key: asked } = request.query
    const key = typeof asked === 'string' ? asked : undefined
    const { viewers, stream } = found
    if (kind === '') response.type('html').send(streamPage(path, stream.keys))
    else if (kind === '.jpg') void viewers.snapshot(response, key)
    else if (request.method === 'HEAD') response.type('multipart/x-mixed-replace').end()
    else void viewers.watch(response, key)
  }
}
