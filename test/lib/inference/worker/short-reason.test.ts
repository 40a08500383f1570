import assert from 'node:assert/strict'
import { shortReason } from '../../../../lib/inference/worker/short-reason'

describe('the reason in an error of onnxruntime', () => {
  it('is the failure of CUDA, without the C++ around it', () => {
    const message =
      '/onnxruntime_src/onnxruntime/core/providers/cuda/cuda_call.cc:129 std::conditional_t<THRW, void, ' +
      'common::Status> onnxruntime::CudaCall(ERRTYPE, const char*) [with ERRTYPE = cudaError; bool THRW = ' +
      'true] \n\n/onnxruntime_src/onnxruntime/core/providers/cuda/cuda_call.cc:121 std::conditional_t<THRW> ' +
      'CUDA failure 100: no CUDA-capable device is detected ; GPU=-1 ; hostname=x ; expr=cudaSetDevice(0);\n\n'
    assert.equal(shortReason(message), 'CUDA failure 100: no CUDA-capable device is detected')
  })

  it('is that there is no adapter, for WebGPU', () => {
    const message =
      '/onnxruntime_src/onnxruntime/core/providers/webgpu/webgpu_context.cc:136 operator() Failed to get ' +
      'a WebGPU adapter: No supported adapters.'
    assert.equal(shortReason(message), 'no graphics adapter was found')
  })

  it('is otherwise the first line that says something, of a bounded length', () => {
    assert.equal(shortReason('\n\n Protobuf parsing failed.\n at x'), 'Protobuf parsing failed.')
    assert.equal(shortReason('x'.repeat(5000)).length, 301)
    assert.equal(shortReason(''), '')
  })
})
