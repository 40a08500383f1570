import assert from 'node:assert/strict'
import { nameFrom, unknownPlaceholder } from '../../../lib/export/file-name'

const parts = {
  key: 'door',
  captured: Date.UTC(2026, 10, 27, 17, 43, 57, 123),
  model: 'tiny-v2',
  extension: 'npy',
}

describe('the pattern of a file name', () => {
  it('takes key, date, time, model and extension', () => {
    assert.equal(
      nameFrom('a/{key}/{date}/{time} {model}.{extension}', parts),
      'a/door/2026-11-27/20261127T174357.123Z tiny-v2.npy',
    )
  })

  it('says which placeholder there is not', () => {
    assert.equal(unknownPlaceholder('{key}/{frame}.npy'), 'frame')
    assert.equal(unknownPlaceholder('{toString}'), 'toString')
    assert.equal(unknownPlaceholder('a.npy'), undefined)
  })

  for (const [key, name] of [
    ['../../etc/passwd', '.._.._etc_passwd'],
    ['..', '_'],
    ['', '_'],
    ['C:\\Windows\\x', 'C_Windows_x'],
    ['Haustür', 'Haustür'],
    ['玄関\0', '玄関_'],
    ['x'.repeat(300), 'x'.repeat(100)],
    ['玄'.repeat(300), `${'玄'.repeat(33)}_`],
  ] as const) {
    it(`leads to no other folder, whatever the key: ${JSON.stringify(key.slice(0, 20))}`, () => {
      assert.equal(nameFrom('a/{key}', { ...parts, key }), `a/${name}`)
    })
  }
})
