import {
  loadFlow,
  nodeOf,
  receive,
  startNodeRed,
  stopNodeRed,
  unloadFlow,
  type FlowNode,
} from '../../test/support/node-red'
import { interleave } from '../interleave'
import { nearZeroModel } from '../models'
import { picture, pictureSizes } from '../pictures'
import { depthOf, withInference } from '../pipeline'
import { median } from '../statistics'
import { target, type Extent, type Measurement } from '../target'

const wireCounts = [1, 2, 4, 8]
const messagesPerSample = 50

/** The node that the bench sends from; it does nothing but pass on. */
interface Sender {
  send(msg: object): void
}

/** What one more wire costs for a value, beyond the same wires carrying a number. */
export async function fanOut({ quick }: Extent): Promise<Measurement> {
  const located = await nearZeroModel()
  const { jpeg } = await picture(pictureSizes['1080p'])
  const { depth } = await withInference((inference) => depthOf(inference, located, jpeg))
  const payloads: Record<string, unknown> = {
    DepthFrame: depth,
    'plain object': { a: 1, b: 'text', c: [1, 2, 3] },
    'Buffer 1920x1080': Buffer.alloc(1920 * 1080),
    'Float32Array 1920x1080': new Float32Array(1920 * 1080),
  }
  const rows: (string | number)[][] = []
  const frameCosts: number[] = []
  await startNodeRed()
  try {
    for (const wires of wireCounts) {
      const deliver = await start(wires)
      for (const [name, payload] of Object.entries(payloads)) {
        const isLarge = ArrayBuffer.isView(payload)
        const count = isLarge ? 2 : messagesPerSample
        const { a, b } = await interleave(
          quick || isLarge ? 5 : 50,
          () => deliver(payload, count),
          () => deliver(1, count),
        )
        const perWire = a.map((value, index) => (value - (b[index] ?? NaN)) / wires)
        if (payload === depth && wires === Math.max(...wireCounts)) frameCosts.push(...perWire)
        rows.push([name, wires, median(perWire)])
      }
      await unloadFlow()
    }
  } finally {
    await stopNodeRed()
  }
  return {
    targets: [target('fanout_ms_per_wire', 'median', { a: frameCosts }, '<', 0.05)],
    tables: [
      {
        title: 'One more wire, milliseconds beyond a number',
        columns: ['payload', 'wires', 'ms a wire'],
        rows,
      },
    ],
  }
}

/** A flow of one sender and so many receivers; gives milliseconds a message, all wires together. */
async function start(wires: number) {
  const ids = Array.from({ length: wires }, (_, index) => `receiver${index}`)
  const flow: FlowNode[] = [
    { id: 'sender', type: 'helper', wires: [ids] },
    ...ids.map((id) => ({ id, type: 'helper', wires: [] })),
  ]
  await loadFlow([], flow)
  const sender = nodeOf('sender') as unknown as Sender
  return async (payload: unknown, count: number): Promise<number> => {
    const began = performance.now()
    for (let sent = 0; sent < count; sent++) {
      const received = Promise.all(ids.map(receive))
      sender.send({ payload })
      await received
    }
    return (performance.now() - began) / count
  }
}
