import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import {
  loadFlow,
  nodeOf,
  receive,
  startNodeRed,
  stopNodeRed,
  unloadFlow,
  type FlowNode,
} from '../../testing/node-red/node-red'
import { interleave } from '../interleave'
import { nearZeroModel } from '../models'
import { image, imageSizes } from '../images'
import { depthOf, withInference } from '../pipeline'
import { median } from '../statistics'
import { target, type RunSize, type Measurement } from '../target'

const wireCounts = [1, 2, 4, 8]
const mostWires = 8

/** The node that the bench sends from. */
interface Sender {
  send(msg: object): void
}

/** Sends a payload `count` times; returns what arrived, over all wires and messages. */
type Deliver = (payload: unknown, count: number) => Promise<readonly object[]>

/** What an additional wire costs for a value, compared with a number on the same wires. */
export async function fanOut({ quick }: RunSize): Promise<Measurement> {
  const located = await nearZeroModel()
  const { jpeg } = await image(imageSizes['1080p'])
  const { depth } = await withInference((inference) => depthOf(inference, located, jpeg))
  // Node-RED copies typed arrays value by value: one message per sample is enough of these.
  const payloads = [
    { name: 'DepthFrame of a 1080p image', payload: depth, messages: 50, blocks: 30 },
    { name: 'plain object', payload: { a: 1, b: 'text', c: [1, 2, 3] }, messages: 50, blocks: 30 },
    { name: 'Buffer 1920x1080', payload: Buffer.alloc(1920 * 1080), messages: 4, blocks: 10 },
    {
      name: 'Float32Array 1920x1080',
      payload: new Float32Array(1920 * 1080),
      messages: 1,
      blocks: 1,
    },
  ]
  const times: (string | number)[][] = []
  const sizes: (string | number)[][] = []
  const frameCosts: number[] = []
  await startNodeRed()
  try {
    for (const wires of wireCounts) {
      const deliver = await startFlow(wires)
      for (const { name, payload, messages, blocks } of payloads) {
        if (quick && messages === 1 && wires > 2) continue
        const { a, b } = await interleave(
          quick ? 1 : blocks,
          () => timePerMessage(deliver, payload, messages),
          () => timePerMessage(deliver, 1, messages),
        )
        const perWire = a.map((value, index) => (value - (b[index] ?? NaN)) / wires)
        if (payload === depth && wires === mostWires) frameCosts.push(...perWire)
        times.push([name, wires, median(perWire)])
        if (wires !== mostWires) continue
        const bytes = await bytesPerWire(deliver, payload, messages, wires)
        const ofNumber = await bytesPerWire(deliver, 1, messages, wires)
        sizes.push([name, Math.round(bytes.buffers), Math.round(bytes.heap - ofNumber.heap)])
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
        rows: times,
      },
      {
        title: `One more wire of ${mostWires}, bytes held by a message that arrived`,
        columns: ['payload', 'in buffers', 'on the heap, beyond a number'],
        rows: sizes,
      },
    ],
  }
}

/** Starts a flow of one sender and `wires` receivers. */
async function startFlow(wires: number): Promise<Deliver> {
  const ids = Array.from({ length: wires }, (_, index) => `receiver${index}`)
  const flow: FlowNode[] = [
    { id: 'sender', type: 'helper', wires: [ids] },
    ...ids.map((id) => ({ id, type: 'helper', wires: [] })),
  ]
  await loadFlow([], flow)
  const sender = nodeOf('sender') as unknown as Sender
  return async (payload, count) => {
    const arrived: object[] = []
    for (let sent = 0; sent < count; sent++) {
      const received = Promise.all(ids.map(receive))
      sender.send({ payload })
      arrived.push(...(await received))
    }
    return arrived
  }
}

async function timePerMessage(deliver: Deliver, payload: unknown, count: number): Promise<number> {
  const began = performance.now()
  await deliver(payload, count)
  return (performance.now() - began) / count
}

/** The memory of each copy beyond the first, which is the sender's value; medians of five. */
async function bytesPerWire(deliver: Deliver, payload: unknown, count: number, wires: number) {
  const buffers: number[] = []
  const heap: number[] = []
  for (let repeat = 0; repeat < 5; repeat++) {
    collectGarbage()
    const before = process.memoryUsage()
    const arrived = await deliver(payload, count)
    collectGarbage()
    const after = process.memoryUsage()
    const copies = (arrived.length * (wires - 1)) / wires
    buffers.push((after.arrayBuffers - before.arrayBuffers) / copies)
    heap.push((after.heapUsed - before.heapUsed) / copies)
  }
  return { buffers: median(buffers), heap: median(heap) }
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
}
