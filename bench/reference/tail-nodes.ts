import type { Node, NodeAPI, NodeDef } from 'node-red'
import sharp from 'sharp'
import { colorMap } from '../../lib/render/color-maps'
import type { DepthFrame } from '../../lib/frames/depth-frame'
import type { Size } from '../../lib/frames/image-frame'
import type { FlowNode } from '../../testing/node-red/node-red'
import type { Tail } from '../depth-flow'
import { eightBits, floatColors, tableColors, upsampled } from './official-tails'

/** What a step hands on: bare values, which Node-RED copies for each further wire. */
interface Message {
  payload: unknown
  size: Size
}

const inferno = colorMap('inferno')

const steps: Readonly<Record<string, (message: Message) => Promise<void> | void>> = {
  'seed-watch': () => undefined,
  'seed-v1-map': (message) => {
    const frame = message.payload as DepthFrame
    Object.assign(message, { payload: eightBits(upsampled(frame)), size: frame.source })
  },
  'seed-v1-color': async (message) => {
    message.payload = await jpeg(tableColors(message.payload as Uint8Array, inferno), message.size)
  },
  'seed-v2-map': (message) => {
    const frame = message.payload as DepthFrame
    Object.assign(message, { payload: upsampled(frame), size: frame.source })
  },
  'seed-v2-color': async (message) => {
    message.payload = await jpeg(
      floatColors(message.payload as Float32Array, inferno),
      message.size,
    )
  },
}

function seedNodes(RED: NodeAPI): void {
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
 * The tail of a version as its run.py has it, in messages that carry the map itself. The map goes
 * to a second wire as well, as to a debug node, so that Node-RED copies it.
 */
export function officialTail(version: 'v1' | 'v2'): Tail {
  return {
    modules: [seedNodes],
    nodes: (name, done): readonly FlowNode[] => [
      {
        id: `map-${name}`,
        type: `seed-${version}-map`,
        wires: [[`color-${name}`, `watch-${name}`]],
      },
      { id: `color-${name}`, type: `seed-${version}-color`, wires: [[done]] },
      { id: `watch-${name}`, type: 'seed-watch', wires: [] },
    ],
  }
}

function jpeg(pixels: Buffer, { width, height }: Size): Promise<Buffer> {
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 85 })
    .toBuffer()
}
