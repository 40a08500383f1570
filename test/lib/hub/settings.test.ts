import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultCacheFolder } from '../../../lib/hub/default-cache'
import { storeSettings } from '../../../lib/hub/settings'
import { coded } from '../../../testing/errors'

describe('the settings of the store', () => {
  it('have the defaults of huggingface_hub where nothing is set', () => {
    const { endpoint, token, cacheFolder, offline, proxy } = storeSettings({}, {})
    assert.equal(endpoint, 'https://huggingface.co')
    assert.equal(token, undefined)
    assert.equal(cacheFolder, join(homedir(), '.cache', 'huggingface', 'hub'))
    assert.equal(offline, false)
    assert.deepEqual(proxy, { exceptions: [] })
  })

  it('come from its variables', () => {
    const environment = {
      HF_ENDPOINT: 'http://mirror.lan/',
      HF_TOKEN: 'hf_x',
      HF_HUB_CACHE: '/cache',
      HF_HUB_OFFLINE: '1',
    }
    const { endpoint, token, cacheFolder, offline } = storeSettings({}, environment)
    assert.deepEqual(
      { endpoint, token, cacheFolder, offline },
      { endpoint: 'http://mirror.lan', token: 'hf_x', cacheFolder: '/cache', offline: true },
    )
  })

  it('need no home folder, unless a folder begins with ~', () => {
    const folder = join('/data', 'depth-models')
    assert.equal(defaultCacheFolder(undefined, folder), join(folder, 'hub'))
    assert.equal(defaultCacheFolder('', folder), join(folder, 'hub'))
  })

  it('keep downloads in the user directory where the home cannot be written', () => {
    // A folder of the kernel, which not even root writes into.
    assert.equal(defaultCacheFolder('/proc/self', '/data'), join('/data', 'hub'))
  })

  it('keep downloads in the home where that stays', async () => {
    const home = await mkdtemp(join(tmpdir(), 'home-'))
    const shared = join(home, '.cache', 'huggingface', 'hub')
    assert.equal(defaultCacheFolder(home, home), shared)
    await rm(home, { recursive: true })
  })

  const caches: readonly (readonly [Record<string, string>, string])[] = [
    [{ XDG_CACHE_HOME: '/xdg' }, join('/xdg', 'huggingface', 'hub')],
    [{ XDG_CACHE_HOME: '/xdg', HF_HOME: '/home' }, join('/home', 'hub')],
    [{ HF_HOME: '/home', HF_HUB_CACHE: '/cache' }, '/cache'],
    [{ HF_HUB_CACHE: '~/models' }, join(homedir(), 'models')],
    [{ HF_HUB_CACHE: ' ' }, join(homedir(), '.cache', 'huggingface', 'hub')],
  ]
  for (const [environment, expected] of caches) {
    it(`take ${expected} for the cache with ${JSON.stringify(environment)}`, () => {
      assert.equal(storeSettings({}, environment).cacheFolder, expected)
    })
  }

  it('come from the node first, and from the environment where it says nothing', () => {
    const environment = { HF_ENDPOINT: 'http://mirror.lan', HF_TOKEN: 'theirs', HF_HUB_CACHE: '/a' }
    const options = { endpoint: '', token: 'ours', cacheFolder: '/b' }
    const { endpoint, token, cacheFolder } = storeSettings(options, environment)
    assert.deepEqual([endpoint, token, cacheFolder], ['http://mirror.lan', 'ours', '/b'])
  })

  it('prefer the proxy variables in lower case, and fall back to ALL_PROXY', () => {
    const proxy = (environment: Record<string, string>) => storeSettings({}, environment).proxy
    assert.equal(proxy({ https_proxy: 'http://a', HTTPS_PROXY: 'http://b' }).https, 'http://a')
    assert.deepEqual(proxy({ ALL_PROXY: 'http://c' }), {
      https: 'http://c',
      http: 'http://c',
      exceptions: [],
    })
    assert.deepEqual(proxy({ NO_PROXY: 'a.lan, b.lan' }).exceptions, ['a.lan', 'b.lan'])
  })

  it('refuse an endpoint with a password, and do not show it', () => {
    for (const endpoint of ['http://me:secret@mirror.lan', 'me:secret@mirror.lan']) {
      assert.throws(
        () => storeSettings({ endpoint }, {}),
        coded('CONFIG_INVALID', /use a token/, /^(?!.*secret)/),
      )
    }
  })

  for (const token of ['hf_one\nhf_two', 'hf_one hf_two', 'hf_ö', 'hf_\u0000']) {
    it(`refuse the token ${JSON.stringify(token)}, and do not show it`, () => {
      assert.throws(
        () => storeSettings({ token }, {}),
        coded('CONFIG_INVALID', /token.*Copy it again/, /^(?!.*hf_)/),
      )
    })
  }

  it('take a token with white space around it', () => {
    assert.equal(storeSettings({}, { HF_TOKEN: ' hf_one\n' }).token, 'hf_one')
  })

  for (const endpoint of ['huggingface.co', 'ftp://mirror.lan', 'file:///models']) {
    it(`refuse the endpoint ${endpoint}`, () => {
      assert.throws(
        () => storeSettings({}, { HF_ENDPOINT: endpoint }),
        coded('CONFIG_INVALID', /HF_ENDPOINT is not an http or https URL/),
      )
    })
  }
})
