import assert from 'node:assert/strict'
import { challengesIn } from '../../../lib/http/challenge'
import { DigestAnswers, strongestDigest } from '../../../lib/http/digest'

describe('a digest answer', () => {
  const nonce = '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v'
  const rfc7616 = {
    account: { username: 'Mufasa', password: 'Circle of Life' },
    cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
    challenge: (algorithm: string) =>
      `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="${nonce}", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`,
  }
  const responses = {
    MD5: '8ca523f5e9506fed4657c9700eebdbec',
    'SHA-256': '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
  }
  for (const [algorithm, response] of Object.entries(responses)) {
    it(`is that of the example in RFC 7616: ${algorithm}`, () => {
      const { account, cnonce } = rfc7616
      const [challenge] = challengesIn(rfc7616.challenge(algorithm))
      assert.ok(challenge)
      const answers = new DigestAnswers(challenge, account, cnonce)
      const header = answers.authorization({ method: 'GET', uri: '/dir/index.html' })
      assert.ok(header.includes(`response="${response}"`), header)
      assert.ok(header.includes('qop=auth, nc=00000001'), header)
    })
  }
})

describe('the challenges of a header', () => {
  it('are told apart, whatever their values hold', () => {
    const header =
      'Negotiate, Basic realm="a, Digest x=1", DIGEST Realm=cam , nonce = "n\\"m",qop=auth'
    assert.deepEqual(
      challengesIn(header).map(({ scheme, parameters }) => [scheme, ...parameters]),
      [
        ['negotiate'],
        ['basic', ['realm', 'a, Digest x=1']],
        ['digest', ['realm', 'cam'], ['nonce', 'n"m'], ['qop', 'auth']],
      ],
    )
  })

  it('are answered with the strongest algorithm, and not where none is known', () => {
    const offered = (...algorithms: string[]) =>
      algorithms.map((algorithm) => `Digest nonce="n", algorithm=${algorithm}`).join(', ')
    const chosen = (header: string) =>
      strongestDigest(challengesIn(header))?.parameters.get('algorithm')
    assert.equal(chosen(offered('MD5', 'SHA-256', 'SHA-512-256-sess')), 'SHA-512-256-sess')
    assert.equal(chosen(offered('MD5', 'SHA-256')), 'SHA-256')
    assert.equal(chosen(offered('TIGER')), undefined)
    assert.equal(chosen('Digest realm="x"'), undefined)
    assert.equal(chosen('Digest nonce="n", qop="auth-int", algorithm=MD5'), undefined)
  })
})
