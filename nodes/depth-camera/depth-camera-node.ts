import type { Node, NodeAPI } from 'node-red'
import { shownAddress } from '../../lib/camera/address'
import { Camera } from '../../lib/camera/camera'
import type { CameraReport } from '../../lib/camera/report'
import type { CameraSettings } from '../../lib/camera/settings'
import { now } from '../../lib/clock'
import { DepthError } from '../../lib/errors'
import type { ImageFrame } from '../../lib/frames/image-frame'
import { annotate, setProperty, type FlowMessage } from '../../lib/node-red/message'
import { refusalOf } from '../../lib/node-red/refusal'
import type { Send } from '../../lib/node-red/on-input'
import type { MessageHandler } from '../../lib/node-red/set-up'
import { errorStatus, ThrottledStatus, unusableStatus } from '../../lib/node-red/status'
import { OrderedQueue } from '../../lib/queue/ordered-queue'
import type { DepthCameraSettings } from './config'

/** What messages may ask of a stream, by their payload. */
const commands: ReadonlyMap<unknown, 'start' | 'stop'> = new Map<unknown, 'start' | 'stop'>([
  ['start', 'start'],
  [true, 'start'],
  ['stop', 'stop'],
  [false, 'stop'],
])

/** What one camera node does: it sends a stream of frames, or one frame for each message. */
export class DepthCameraNode implements MessageHandler {
  readonly #RED: NodeAPI
  readonly #node: Node
  readonly #settings: DepthCameraSettings
  readonly #camera: Camera
  /** What `msg.topic` becomes. */
  readonly #name: string
  readonly status: ThrottledStatus
  readonly #queue: OrderedQueue<ImageFrame | 'closed'>
  readonly #closing = new AbortController()

  constructor(
    RED: NodeAPI,
    node: Node,
    settings: DepthCameraSettings,
    cameraSettings: CameraSettings,
  ) {
    this.#RED = RED
    this.#node = node
    this.#settings = settings
    this.#name = node.name === undefined || node.name === '' ? hostOf(settings.address) : node.name
    this.status = new ThrottledStatus(node)
    this.#queue = new OrderedQueue({
      atOnce: 1,
      limit: settings.queueLimit,
      remedy: 'Send more slowly, keep the connection open, or raise "Queue limit".',
    })
    this.#camera = new Camera(cameraSettings, {
      onFrame: (frame) => this.#sendLive(frame),
      onReport: (report) => this.#report(report),
    })
    if (settings.mode === 'message' ? settings.keepOpen : settings.autostart) {
      // What is sent before the nodes after this one exist is lost.
      setImmediate(() => this.#start())
    }
  }

  handle(msg: FlowMessage, send: Send): Promise<void> {
    return this.#settings.mode === 'stream' ? this.#command(msg) : this.#capture(msg, send)
  }

  /** Resolves when the camera is let go of, so that the next deploy finds it free. */
  async close(): Promise<void> {
    this.#closing.abort()
    this.#queue.close()
    this.status.close()
    await this.#camera.stop()
  }

  #start(): void {
    if (this.#closing.signal.aborted) return
    this.#camera.start(this.#settings.mode === 'stream')
  }

  async #command({ payload }: FlowMessage): Promise<void> {
    const command = commands.get(payload)
    if (command === 'start') this.#start()
    else if (command === 'stop') await this.#camera.stop()
    else {
      throw new DepthError(
        'INPUT_UNSUPPORTED',
        'msg.payload is neither "start" nor "stop" (or true, false), which are all that a stream takes. For one frame per message, change "Send" in the node.',
      )
    }
  }

  async #capture(msg: FlowMessage, send: Send): Promise<void> {
    const { signal } = this.#closing
    const outcome = await this.#queue.run(() =>
      this.#camera.captureNext(signal).catch((thrown: unknown) => {
        if (signal.aborted) return 'closed' as const
        throw thrown
      }),
    )
    if (outcome === 'closed' || outcome === 'dropped') return
    const refusal = refusalOf(outcome, this.#settings)
    if (refusal !== undefined) throw refusal
    // It belongs to an earlier image of this message; the timing of this one starts here.
    delete msg['timing']
    this.#fill(msg, outcome)
    send(msg)
  }

  #sendLive(frame: ImageFrame): void {
    if (refusalOf(frame, this.#settings) !== undefined) {
      this.#show(frame)
      return
    }
    const msg = {} as FlowMessage
    this.#fill(msg, frame)
    this.#node.send(msg)
  }

  #fill(msg: FlowMessage, frame: ImageFrame): void {
    msg.topic = this.#name
    setProperty(this.#RED, msg, this.#settings.outputProperty, frame)
    const at = frame.captured
    annotate(msg, this.#node, [{ stage: 'read', at, ms: now() - at }], frame.id)
    this.#show(frame)
  }

  #show(frame: ImageFrame): void {
    if (frame.unusable !== undefined) {
      this.status.set(unusableStatus(frame.unusable))
      return
    }
    const { fps } = this.#camera
    const rate = fps === 0 ? '' : `, ${fps.toFixed(1)} fps`
    const text = `${frame.width}x${frame.height}${rate}`
    this.status.set({ fill: 'green', shape: 'dot', text })
  }

  #report(report: CameraReport): void {
    if (this.#closing.signal.aborted) return
    const { state, code, reason } = report
    const msg = { topic: this.#name, payload: report }
    this.#node.send([null, msg])
    if (code === undefined) {
      if (state !== 'running') this.status.set(quiet(state))
      return
    }
    const error = new DepthError(code, reason ?? '')
    if (state === 'unusable') {
      this.#reportUnusable(error, msg)
      return
    }
    this.status.set(errorStatus(code))
    // A message that failed reaches the Catch nodes by itself.
    if (state === 'retrying') this.#node.error(error, { ...msg })
  }

  /** The status is that of each frame. */
  #reportUnusable(error: DepthError, msg: object): void {
    const { unusable, mode } = this.#settings
    if (unusable === 'warn') this.#node.warn(error.message)
    else if (mode === 'stream') this.#node.error(error, { ...msg })
  }
}

function quiet(state: string) {
  const fill = state === 'connecting' ? 'blue' : 'grey'
  return { fill, shape: 'ring', text: `depth-camera.status.${state}` } as const
}

/** The host of an address, or the whole of what has none. */
function hostOf(address: string): string {
  const shown = shownAddress(address)
  return URL.canParse(shown) ? new URL(shown).host : shown
}
