import assert from 'node:assert/strict'
import {
  constantGraph,
  failingGraph,
  loopGraph,
  nearZeroGraph,
  wrongInterfaceGraph,
  type Fault,
} from '../../../tools/graph'
import { depthOf, sessionOf } from './run-graph'

const pixels = Float32Array.of(1, 2, 3, 4, 5, 6)
const dims = [1, 3, 1, 2]
const channelMeans = Float32Array.of(3, 4)

describe('the simple graphs', () => {
  it('give the mean of the channels at next to no cost', async () => {
    const depth = await depthOf(nearZeroGraph(), pixels, dims)
    assert.deepEqual(depth, { dims: [1, 1, 2], data: channelMeans })
  })

  it('give it scaled', async () => {
    const { data } = await depthOf(nearZeroGraph({ scale: 10 }), pixels, dims)
    assert.deepEqual(data, Float32Array.of(30, 40))
  })

  it('give it after a loop', async () => {
    const { data } = await depthOf(loopGraph({ seconds: 0.05 }), pixels, dims)
    assert.deepEqual(data, channelMeans)
  })

  for (const value of [0, 7, NaN, Infinity, -Infinity]) {
    it(`give ${value} in every place`, async () => {
      const depth = await depthOf(constantGraph(value), pixels, dims)
      assert.deepEqual(depth, { dims: [1, 1, 2], data: Float32Array.of(value, value) })
    })
  }

  it('fail when they run', async () => {
    await assert.rejects(depthOf(failingGraph(), pixels, dims), /reshape/i)
  })

  const rows: [fault: Fault, inputs: string, outputs: string][] = [
    ['input-name', 'image float32 4', 'predicted_depth float32 3'],
    ['input-rank', 'pixel_values float32 5', 'predicted_depth float32 3'],
    ['input-type', 'pixel_values int64 4', 'predicted_depth float32 3'],
    ['output-name', 'pixel_values float32 4', 'mask float32 3'],
    ['two-inputs', 'pixel_values float32 4, prompt float32 1', 'predicted_depth float32 3'],
  ]
  for (const [fault, inputs, outputs] of rows) {
    it(`are wrong in one way alone: ${fault}`, async () => {
      const session = await sessionOf(wrongInterfaceGraph(fault))
      const described = (metadata: typeof session.inputMetadata) =>
        metadata
          .map((value) =>
            value.isTensor ? `${value.name} ${value.type} ${value.shape.length}` : value.name,
          )
          .join(', ')
      assert.equal(described(session.inputMetadata), inputs)
      assert.equal(described(session.outputMetadata), outputs)
      await session.release()
    })
  }
})
