import assert from 'node:assert/strict'
import { proxyFor, proxySettings } from '../../../lib/http/proxy'

describe('the proxy of a URL', () => {
  const through = (url: string, environment: Record<string, string>) =>
    proxyFor(new URL(url), proxySettings(environment))?.href

  it('is that of its scheme, over http where it names no scheme', () => {
    const environment = { HTTP_PROXY: 'proxy:3128', HTTPS_PROXY: 'https://secure' }
    assert.equal(through('http://cam/', environment), 'http://proxy:3128/')
    assert.equal(through('https://cam/', environment), 'https://secure/')
    assert.equal(through('https://cam/', { HTTP_PROXY: 'proxy' }), 'http://proxy/')
    assert.equal(through('http://cam/', {}), undefined)
  })

  const exceptions: [noProxy: string, direct: string[], proxied: string[]][] = [
    ['cam.local', ['http://cam.local/', 'http://a.cam.local:81/'], ['http://mycam.local/']],
    ['.local, *.lan', ['http://cam.local/', 'http://cam.lan/'], ['http://locallan/']],
    ['Cam:81', ['http://cam:81/'], ['http://cam/']],
    ['cam:443', ['https://cam/'], ['http://cam/']],
    ['::1 [fe80::1]:81', ['http://[::1]:8080/', 'http://[fe80::1]:81/'], ['http://[fe80::1]/']],
    ['192.168.1.20', ['http://192.168.1.20/'], ['http://192.168.1.2/']],
    ['*', ['http://any/', 'https://any/'], []],
  ]
  for (const [noProxy, direct, proxied] of exceptions) {
    it(`is none for the hosts of NO_PROXY=${noProxy}`, () => {
      const environment = { ALL_PROXY: 'http://proxy', NO_PROXY: noProxy }
      for (const url of direct) assert.equal(through(url, environment), undefined, url)
      for (const url of proxied) assert.equal(through(url, environment), 'http://proxy/', url)
    })
  }
})
