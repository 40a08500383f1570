import assert from 'node:assert/strict'
import { DepthError } from '../../../lib/errors'
import { findModel } from '../../../lib/models/catalog'
import { coded } from '../../../testing/errors'
import type { ModelDescriptor } from '../../../lib/models/descriptor'
import { matchDescriptor } from '../../../lib/models/match'
import type { Signature, TensorShape } from '../../../lib/models/signature'

const image: TensorShape = { name: 'pixel_values', type: 'float32', dims: ['b', 3, 'h', 'w'] }
const map: TensorShape = { name: 'predicted_depth', type: 'float32', dims: ['b', 'h2', 'w2'] }

describe('a loaded model held against its descriptor', () => {
  let small: ModelDescriptor

  before(async () => {
    small = await findModel('depth-anything-v2-small')
  })

  it('fits when names, types and rank are the same', () => {
    matchDescriptor(small, { inputs: [image], outputs: [map] })
  })

  it('fits a 5-D input and a second output of V3', async () => {
    const v3 = await findModel('depth-anything-v3-small')
    const focal: TensorShape = { name: 'intrinsics', type: 'float32', dims: [1, 1, 3, 3] }
    const inputs = [{ ...image, dims: ['b', 'n', 3, 'h', 'w'] }]
    matchDescriptor(v3, { inputs, outputs: [{ ...map, dims: ['b', 'n', 'h', 'w'] }, focal] })
  })

  it('fits an output whose shape onnxruntime could not infer', () => {
    matchDescriptor(small, { inputs: [image], outputs: [{ ...map, dims: [] }] })
  })

  it('fits a graph of one fixed size when the descriptor names that size', () => {
    const fixed = { ...small, input: { ...small.input, sizing: 'fixed' } } as const
    const inputs = [{ ...image, dims: [1, 3, 518, 518] }]
    matchDescriptor(fixed, { inputs, outputs: [map] })
  })

  const sized = (changes: Partial<ModelDescriptor['input']>) => ({
    ...small,
    input: { ...small.input, ...changes },
  })
  const ofSides = (height: number | string, width: number | string) => ({
    inputs: [{ ...image, dims: [1, 3, height, width] }],
    outputs: [map],
  })

  it('fits a graph with fixed sides when the descriptor names them', () => {
    matchDescriptor(sized({ width: 504, height: 280 }), ofSides(280, 504))
    matchDescriptor(sized({ width: 256, height: 256 }), ofSides(256, 256))
    matchDescriptor(sized({ height: 518 }), ofSides(518, 'w'))
  })

  it('says what to write where it does not name them, or rounds them away', () => {
    const rows = [
      [small, ofSides(280, 504), /"width": 504 and "height": 280/],
      [small, ofSides(518, 'w'), /Write "height": 518 into "input"/],
      [sized({ sizing: 'fixed', size: 256 }), ofSides(256, 256), /"width": 256 and "height": 256/],
      [sized({ width: 280, height: 504 }), ofSides(280, 504), /takes images of one size only/],
    ] as const
    for (const [descriptor, signature, says] of rows) {
      assert.throws(() => matchDescriptor(descriptor, signature), coded('MODEL_MISMATCH', says))
    }
  })

  it('fits other element types and layouts, unless the descriptor names others', () => {
    const inputs = [{ ...image, type: 'float16', dims: [1, 'h', 'w', 3] }]
    const outputs = [{ ...map, type: 'float16', dims: [1, 'h', 'w', 1] }]
    matchDescriptor(small, { inputs, outputs })
    matchDescriptor(sized({ elementType: 'float16', layout: 'nhwc' }), { inputs, outputs })
    const [free] = inputs.map((input) => ({ ...input, dims: [1, 'h', 'w', 'c'] }))
    matchDescriptor(sized({ layout: 'nhwc' }), { inputs: [free ?? image], outputs })
    assert.throws(
      () => matchDescriptor(sized({ elementType: 'uint8' }), { inputs, outputs }),
      coded('MODEL_MISMATCH', /\[1,3,H,W\] of uint8, found "pixel_values" float16/),
    )
  })

  const wrong: readonly { what: string; signature: Signature; says: RegExp }[] = [
    {
      what: 'another input name',
      signature: { inputs: [{ ...image, name: 'image' }], outputs: [map] },
      says: /expected one input "pixel_values", found the inputs "image" float32 \[b,3,h,w\]/,
    },
    {
      what: 'a second input',
      signature: { inputs: [image, { ...image, name: 'focal' }], outputs: [map] },
      says: /expected one input.*"focal"/,
    },
    {
      what: 'another output name',
      signature: { inputs: [image], outputs: [{ ...map, name: 'depth' }] },
      says: /expected an output "predicted_depth", found the outputs "depth"/,
    },
    {
      what: 'a 5-D input',
      signature: { inputs: [{ ...image, dims: [1, 1, 3, 'h', 'w'] }], outputs: [map] },
      says: /expected the input "pixel_values" \[1,3,H,W\] of float32.*found "pixel_values" float32 \[1,1,3,h,w\]/,
    },
    {
      what: 'an input of another element type',
      signature: { inputs: [{ ...image, type: 'float64' }], outputs: [map] },
      says: /found "pixel_values" float64/,
    },
    {
      what: 'four channels',
      signature: { inputs: [{ ...image, dims: [1, 4, 'h', 'w'] }], outputs: [map] },
      says: /\[1,4,h,w\]/,
    },
    {
      what: 'a fixed size',
      signature: { inputs: [{ ...image, dims: [1, 3, 384, 384] }], outputs: [map] },
      says: /one size only: 384 x 384\./,
    },
    {
      what: 'several maps in one output',
      signature: { inputs: [image], outputs: [{ ...map, dims: [1, 2, 'h', 'w'] }] },
      says: /expected the output .*found "predicted_depth" float32 \[1,2,h,w\]/,
    },
  ]
  for (const { what, signature, says } of wrong) {
    it(`is refused for ${what}, saying what was expected and found`, () => {
      assert.throws(
        () => matchDescriptor(small, signature),
        (error: DepthError) => {
          assert.equal(error.code, 'MODEL_MISMATCH')
          assert.match(error.message, says)
          return true
        },
      )
    })
  }
})
