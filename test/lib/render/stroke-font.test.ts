import assert from 'node:assert/strict'
import { drawText } from '../../../lib/render/stroke-font'

type Dot = readonly [x: number, y: number, share: number]

function dots(text: string, unit: number): Dot[] {
  const found: Dot[] = []
  drawText(text, unit, (...dot) => found.push(dot))
  return found
}

describe('the characters of a legend', () => {
  it('are crisp in level and upright lines, and smooth in the others', () => {
    const rows = Array.from({ length: 7 }, () => Array.from({ length: 5 }, () => ' '))
    for (const [x, y, share] of dots('4', 1)) {
      const row = rows[y] ?? assert.fail(`in row ${y}`)
      row[x] = share === 1 ? '#' : share > 0.5 ? '+' : '.'
    }
    assert.deepEqual(
      rows.map((row) => row.join('')),
      ['  .# ', '  +# ', ' ++# ', '.+ # ', '#####', '   # ', '   # '],
    )
  })

  for (const [unit, thickness] of [
    [1, 1],
    [2, 2],
    [3, 2],
    [4, 3],
  ] as const) {
    it(`have a line of ${thickness} whole pixels at ${unit} pixels a unit`, () => {
      const middle = dots('-', unit).filter(([x]) => x === unit)
      assert.deepEqual(
        middle.map(([, , share]) => share),
        Array.from({ length: thickness }, () => 1),
      )
    })
  }

  it('are all that a number and its unit can have', () => {
    for (const character of '0123456789.-+em') assert.ok(dots(character, 1).length > 0, character)
  })

  it('follow one another without touching', () => {
    const columns = new Set(dots('88', 2).map(([x]) => x))
    assert.deepEqual(
      [columns.has(8), columns.has(9), columns.has(10), columns.has(11)],
      [true, false, false, true],
    )
  })
})
