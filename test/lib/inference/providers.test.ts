import assert from 'node:assert/strict'
import {
  providersToTry,
  deviceKey,
  executionProvider,
  hardwareOf,
} from '../../../lib/inference/providers'

describe('the choice of a provider', () => {
  const automatic = [
    ['linux/x64', ['cuda', 'cpu', 'wasm']],
    ['linux/arm64', ['cpu', 'wasm']],
    ['linux/arm', ['cpu', 'wasm']],
    ['darwin/arm64', ['cpu', 'wasm']],
    ['win32/x64', ['directml', 'cpu', 'wasm']],
  ] as const
  for (const [platform, expected] of automatic) {
    it(`is ${expected.join(', else ')} for automatic on ${platform}`, () => {
      assert.deepEqual(providersToTry('auto', false, platform), expected)
    })
  }

  it('falls back from an explicit device only when asked to', () => {
    assert.deepEqual(providersToTry('cuda', true), ['cuda', 'cpu'])
    assert.deepEqual(providersToTry('cuda', false), ['cuda'])
    assert.deepEqual(providersToTry('cpu', true), ['cpu'])
  })

  it('hands the device id to those providers alone that take one', () => {
    assert.deepEqual(executionProvider('cuda', 1), { name: 'cuda', deviceId: 1 })
    assert.deepEqual(executionProvider('directml', 0), { name: 'dml', deviceId: 0 })
    assert.deepEqual(executionProvider('cpu', 1), { name: 'cpu' })
  })

  it('has cuda and tensorrt share the slot of their card', () => {
    assert.equal(deviceKey('cuda', 1), deviceKey('tensorrt', 1))
    assert.notEqual(deviceKey('cuda', 0), deviceKey('cuda', 1))
    assert.notEqual(deviceKey('cuda', 0), deviceKey('cpu', 0))
  })

  it('has WebAssembly share the slot of the processor', () => {
    assert.equal(deviceKey('wasm', 0), deviceKey('cpu', 0))
  })

  it('counts automatic and WebAssembly as processors, and cards as graphics', () => {
    assert.deepEqual((['auto', 'cpu', 'wasm', 'cuda', 'directml'] as const).map(hardwareOf), [
      'processor',
      'processor',
      'processor',
      'graphics',
      'graphics',
    ])
  })
})
