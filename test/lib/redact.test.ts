import assert from 'node:assert/strict'
import { redactSecrets } from '../../lib/redact'

describe('a text with secrets', () => {
  for (const [name, text, shown] of [
    ['a URL with a password', 'GET http://me:secret@cam/a?key=1#b', 'GET http://cam/a'],
    ['a scheme behind a digit', '1http://me:secret@cam/', '1http://cam/'],
    [
      'a scheme behind a long word',
      `${'x'.repeat(99)}http://me:secret@cam/`,
      `${'x'.repeat(99)}http://cam/`,
    ],
    ['a token', 'with hf_abc', 'with (redacted)'],
    ['a header over two lines', '"Bearer a\nb"', '(redacted)'],
  ] as const) {
    it(`is shown without them: ${name}`, () => assert.equal(redactSecrets(text), shown))
  }

  // Searched from each letter on, a text of this length would take minutes.
  for (const part of ['x', 'a.', 'a://', '"Bearer ', '@']) {
    it(`is searched in steps that grow with its length: ${part}`, () => {
      const text = part.repeat(300_000)
      assert.equal(redactSecrets(text).length <= text.length, true)
    }).timeout(10_000)
  }
})
