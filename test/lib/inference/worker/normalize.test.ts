import assert from 'node:assert/strict'
import { normalize } from '../../../../lib/inference/worker/normalize'

describe('normalization', () => {
  it('takes mean and deviation of each channel and sets the channels apart', () => {
    const imageNet = {
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
    } as const
    const target = new Float32Array(6)
    normalize(Uint8Array.of(255, 128, 0, 0, 64, 255), imageNet, target)
    const expected = [
      (1 - 0.485) / 0.229,
      (0 - 0.485) / 0.229,
      (128 / 255 - 0.456) / 0.224,
      (64 / 255 - 0.456) / 0.224,
      (0 - 0.406) / 0.225,
      (1 - 0.406) / 0.225,
    ]
    target.forEach((value, i) => assert.ok(Math.abs(value - (expected[i] ?? NaN)) < 1e-6))
  })
})
