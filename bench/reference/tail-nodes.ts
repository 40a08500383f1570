import type { Node, NodeAPI, NodeDef } from 'node-red'
import sharp from 'sharp'
import { colorMap } from '../../lib/render/color-maps'
import type { DepthFrame } from '../../lib/frames/depth-frame'
import type { Size } from '../../lib/frames/image-frame'
import type { FlowNode } from '../../testing/node-red/node-red'
import type { Tail } from '../depth-flow'
import { eightBits, floatColors, tableColors, upsampled } from './official-tails'

/** What a step passes on: bare values, which Node-RED copies for each additional wire. */
interface Message {
  payload: unknown
  size: Size
}

const inferno = colorMap('inferno')

const steps: Readonly<Record<string, (message: Message) => Promise<void> | void>> = {
  'reference-watch': () => undefined,
  'reference-v1-map': (message) => {
    const frame = message.payload as DepthFrame
    Object.assign(message, { payload: eightBits(upsampled(frame)), size: frame.source })
  },
  'reference-v1-color': async (message) => {
    message.payload = await jpeg(tableColors(message.payload as Uint8Array, inferno), message.size)
  },
  'reference-v2-map': (message) => {
    const frame = message.payload as DepthFrame
    Object.assign(message, { payload: upsampled(frame), size: frame.source })
  },
  'reference-v2-color': async (message) => {
    message.payload = await jpeg(
      floatColors(message.payload as Float32Array, inferno),
      message.size,
    )
  },
}

function referenceNodes(RED: NodeAPI): void {
  for (const [type, step] of Object.entries(steps)) {
    RED.nodes.registerType(type, function (this: Node, config: NodeDef) {
      RED.nodes.createNode(this, config)
      this.on('input', (msg, send, done) => {
        void Promise.resolve(step(msg as unknown as Message)).then(() => {
          send(msg)
          done()
        }, done)
      })
    })
  }
}

/**
 * The tail of a version as in its run.py, with messages that carry the map itself. The map also goes
 * to a second wire, as to a debug node, so that Node-RED copies it.
 */
export function officialTail(version: 'v1' | 'v2'): Tail {
  return {
    modules: [referenceNodes],
    nodes: (name, done): readonly FlowNode[] => [
      {
        id: `map-${name}`,
        type: `reference-${version}-map`,
        wires: [[`color-${name}`, `watch-${name}`]],
      },
      { id: `color-${name}`, type: `reference-${version}-color`, wires: [[done]] },
      { id: `watch-${name}`, type: 'reference-watch', wires: [] },
    ],
  }
}

function jpeg(pixels: Buffer, { width, height }: Size): Promise<Buffer> {
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 85 })
    .toBuffer()
}
