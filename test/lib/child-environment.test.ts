import assert from 'node:assert/strict'
import { childEnvironment } from '../../lib/child-environment'

describe('the environment of a model process', () => {
  it('has what libraries and devices need', () => {
    const needed = {
      Path: 'C:\\Windows',
      SystemRoot: 'C:\\Windows',
      'ProgramFiles(x86)': 'C:\\Program Files (x86)',
      HOME: '/home/pi',
      LD_LIBRARY_PATH: '/usr/local/cuda/lib64',
      CUDA_VISIBLE_DEVICES: '1',
      NVIDIA_DRIVER_CAPABILITIES: 'all',
      ORT_LOGGING_LEVEL: '3',
      OMP_NUM_THREADS: '2',
      VK_ICD_FILENAMES: '/etc/vulkan/nvidia.json',
      XDG_RUNTIME_DIR: '/run/user/1000',
      NODE_OPTIONS: '--max-old-space-size=256',
    }
    assert.deepEqual(childEnvironment(needed), needed)
  })

  it('has no secrets', () => {
    const secrets = {
      HF_TOKEN: 'hf_1',
      HUGGING_FACE_HUB_TOKEN: 'hf_2',
      NODE_RED_CREDENTIAL_SECRET: 'x',
      DATABASE_URL: 'postgres://user:password@host/db',
      HTTPS_PROXY: 'http://user:password@proxy:3128',
      AWS_SECRET_ACCESS_KEY: 'x',
      MQTT_PASSWORD: 'x',
      npm_config__authToken: 'x',
    }
    assert.deepEqual(childEnvironment(secrets), {})
  })
})
