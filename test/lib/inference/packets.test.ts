import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { PacketReader, writePacket } from '../../../lib/inference/packets'

interface Packet {
  readonly header: object
  readonly payload: Buffer
}

/** What a reader makes of bytes that arrive in chunks of a size. */
function readInChunks(bytes: Buffer, chunkBytes: number): readonly Packet[] {
  const packets: Packet[] = []
  const reader = new PacketReader<object>((header, payload) =>
    packets.push({ header, payload: Buffer.from(payload) }),
  )
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    reader.push(bytes.subarray(at, at + chunkBytes))
  }
  return packets
}

function written(packets: readonly { header: object; payload?: Uint8Array }[]): Buffer {
  const stream = new PassThrough({ highWaterMark: 1 << 20 })
  for (const { header, payload } of packets) writePacket(stream, header, payload)
  return stream.read() as Buffer
}

describe('packets between Node-RED and a model process', () => {
  const pixels = Uint8Array.from({ length: 1000 }, (_, i) => i % 251)
  const bytes = written([
    { header: { type: 'load', file: 'größe.onnx' } },
    { header: { type: 'run' }, payload: pixels },
    { header: { type: 'last' } },
  ])

  for (const chunkBytes of [1, 7, 8, 9, 64, 1 << 20]) {
    it(`arrive whole in chunks of ${chunkBytes} bytes`, () => {
      assert.deepEqual(readInChunks(bytes, chunkBytes), [
        { header: { type: 'load', file: 'größe.onnx' }, payload: Buffer.alloc(0) },
        { header: { type: 'run' }, payload: Buffer.from(pixels) },
        { header: { type: 'last' }, payload: Buffer.alloc(0) },
      ])
    })
  }

  for (const lengths of [
    [2, 0xffff_ffff],
    [0xffff_ffff, 0],
    [2, 8192 * 8192 * 4 + 1],
  ]) {
    it(`are refused when they announce ${lengths.join(' and ')} bytes`, () => {
      const { buffer } = Uint32Array.from(lengths)
      const reader = new PacketReader<object>(() => assert.fail('no packet was sent'))
      assert.throws(() => reader.push(Buffer.from(buffer)), /too large/)
    })
  }

  it('give a payload that can be viewed as float32 without a copy', () => {
    const depth = Float32Array.of(1.5, -2, 3.25)
    const received: Uint8Array<ArrayBuffer>[] = []
    const reader = new PacketReader<object>((_, payload) => received.push(payload))
    reader.push(written([{ header: {}, payload: new Uint8Array(depth.buffer) }]))
    const views = received.map(({ buffer, byteOffset }) => new Float32Array(buffer, byteOffset))
    assert.deepEqual(views, [depth])
    assert.equal(received[0]?.byteOffset, 0)
  })
})
