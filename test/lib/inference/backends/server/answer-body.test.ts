import assert from 'node:assert/strict'
import { AnswerBody } from '../../../../../lib/inference/backends/server/answer-body'

const bytes = Uint8Array.from({ length: 10 }, (_, i) => i)

describe('the body of an answer', () => {
  it('gives the same bytes however it came in pieces', () => {
    const cuts = [[], [0], [3], [3, 3, 4], [1, 2, 3, 4, 5, 6, 7, 8, 9], [10]]
    for (const cut of cuts) {
      const body = new AnswerBody(
        [0, ...cut].map((start, index) => bytes.subarray(start, cut[index] ?? bytes.length)),
      )
      assert.equal(body.length, bytes.length)
      for (let start = 0; start <= bytes.length; start++) {
        for (let end = start; end <= bytes.length + 1; end++) {
          const got = new Uint8Array(body.bytes(start, end))
          assert.deepEqual(got, bytes.slice(start, end), `${cut.join()}: ${start} to ${end}`)
        }
      }
    }
  })

  it('reads a character that two pieces share', () => {
    const text = Buffer.from('{"error":"Größe"}')
    const body = new AnswerBody([text.subarray(0, 13), text.subarray(13)])
    assert.equal(body.text(), '{"error":"Größe"}')
    assert.equal(new AnswerBody([]).text(0, 2000), '')
  })
})
