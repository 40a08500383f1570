import assert from 'node:assert/strict'
import { messageOf } from '../../../lib/errors'
import { failureReason, shownUrl } from '../../../lib/http/redact'

describe('what is shown of a URL', () => {
  it('has no user name, password, query or fragment', () => {
    assert.equal(
      shownUrl(new URL('http://me:p%40ss@cam:81/a.jpg?token=x#y')),
      'http://cam:81/a.jpg',
    )
  })

  const texts = [
    ['rtsp://me:p@ss@cam/live is down', 'rtsp://cam/live is down'],
    ['"https://cam/a.jpg?token=x" failed', '"https://cam/a.jpg" failed'],
    ['connect ECONNREFUSED 127.0.0.1:1', 'connect ECONNREFUSED 127.0.0.1:1'],
    [
      'Headers.append: "Bearer hf_SECRET1\nSECRET2" is invalid',
      'Headers.append: (redacted) is invalid',
    ],
    ['the token hf_abc123 is unknown', 'the token (redacted) is unknown'],
  ] as const
  for (const [text, shown] of texts) {
    it(`is without secrets in ${JSON.stringify(text)}`, () =>
      assert.equal(messageOf(new Error(text)), shown))
  }
})

describe('the reason of a failed request', () => {
  it('is the innermost cause', () => {
    const cause = new Error('getaddrinfo ENOTFOUND cam')
    assert.equal(failureReason(new TypeError('fetch failed', { cause })), cause.message)
  })

  it('is the code of an error without a message', () => {
    const cause = Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' })
    assert.equal(failureReason(new TypeError('fetch failed', { cause })), 'ECONNREFUSED')
  })
})
