import assert from 'node:assert/strict'
import { missingLibrary } from '../../../../lib/inference/backends/onnxruntime-process/missing-library'

describe('a library whose absence made a provider fail', () => {
  const rows = [
    ['libonnxruntime_providers_shared.so', /installed without its CUDA libraries/],
    ['libcublasLt.so.13', /the CUDA toolkit/],
    ['libcudnn.so.9', /cuDNN 9/],
    ['libcuda.so.1', /the NVIDIA driver/],
    ['libnvinfer.so.10', /TensorRT/],
  ] as const
  for (const [library, owner] of rows) {
    it(`is ${library}, with what it belongs to`, () => {
      const line = `Failed to load library with error: ${library}: cannot open shared object file: No such file`
      const reason = missingLibrary(`[E:onnxruntime]\n${line}\n`) ?? ''
      assert.ok(reason.startsWith(`${library} not found (`), reason)
      assert.match(reason, owner)
    })
  }

  it('is none where onnxruntime names none', () => {
    assert.equal(missingLibrary('Killed'), undefined)
  })
})
