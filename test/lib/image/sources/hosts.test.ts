import assert from 'node:assert/strict'
import { checkUrl } from '../../../../lib/image/sources/hosts'
import { coded } from '../../../../testing/errors'

describe('the list of allowed hosts', () => {
  it('allows names below a starred one, and not that one itself or one that ends alike', () => {
    const hosts = ['*.Example.org']
    checkUrl(new URL('http://cam.example.org:81/'), hosts)
    for (const host of ['example.org', 'badexample.org', 'cam.example.org.evil.test']) {
      assert.throws(() => checkUrl(new URL(`http://${host}/`), hosts), coded('URL_FORBIDDEN'))
    }
  })

  it('means port 80 or 443 where a URL names none', () => {
    checkUrl(new URL('http://cam/'), ['cam:80'])
    checkUrl(new URL('https://cam/'), ['cam:443'])
    assert.throws(() => checkUrl(new URL('https://cam/'), ['cam:80']), coded('URL_FORBIDDEN'))
  })
})
