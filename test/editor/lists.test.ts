import assert from 'node:assert/strict'
import { choices as inferChoices } from '../../nodes/depth-infer/config'
import { choices as loadImageChoices } from '../../nodes/depth-load-image/config'
import { choices as renderChoices } from '../../nodes/depth-render/config'
import { OpenEditor } from '../../testing/node-red/editor'

const dialogs: readonly (readonly [string, Readonly<Record<string, readonly string[]>>])[] = [
  ['depth-infer', inferChoices],
  ['depth-render', renderChoices],
]

/** Values that no list has: of a later version, and from the environment. */
const foreignValues = ['of-a-later-version', '${DEPTH_VALUE}']

const place = { z: 'flow', wires: [[]] }
const nodes = foreignValues.flatMap((value, row) => [
  ...dialogs.map(([type, choices], column) => ({
    ...place,
    id: `${type}-${row}`,
    type,
    x: 200 + 200 * column,
    y: 100 + 80 * row,
    model: 'payload',
    ...Object.fromEntries(Object.keys(choices).map((field) => [field, value])),
    property: 'payload',
    outputProperty: 'payload',
  })),
  {
    ...place,
    id: `depth-load-image-${row}`,
    type: 'depth-load-image',
    x: 600,
    y: 100 + 80 * row,
    sourceType: 'sample',
    source: value,
    outputProperty: 'payload',
  },
])

describe('the lists of the dialogs', () => {
  let editor: OpenEditor

  before(async () => {
    editor = await OpenEditor.open([{ id: 'flow', type: 'tab', label: 'Depth' }, ...nodes])
  })
  after(() => editor.close())

  async function stored(id: string): Promise<Record<string, unknown>> {
    return editor.page.evaluate(`RED.nodes.convertNode(RED.nodes.node(${JSON.stringify(id)}))`)
  }

  for (const [row, value] of foreignValues.entries()) {
    for (const [type, choices] of dialogs) {
      it(`offer in ${type} what the tables hold, and keep "${value}" when Done is pressed`, async () => {
        const form = await editor.openDialog(`${type}-${row}`)
        for (const [field, values] of Object.entries(choices)) {
          const options = form.locator(`#node-input-${field} option`)
          const offered = await options.evaluateAll((all) =>
            all.map((option) => option.getAttribute('value')),
          )
          assert.deepEqual(offered, [...values, value], field)
          assert.equal(await form.locator(`#node-input-${field}`).inputValue(), value, field)
        }
        await editor.page.locator('#node-dialog-ok').click()
        await form.waitFor({ state: 'hidden' })
        const kept = await stored(`${type}-${row}`)
        for (const field of Object.keys(choices)) assert.equal(kept[field], value, field)
      })
    }

    it(`keep "${value}" as a sample image when Done is pressed`, async () => {
      const form = await editor.openDialog(`depth-load-image-${row}`)
      await editor.page.locator('#node-dialog-ok').click()
      await form.waitFor({ state: 'hidden' })
      const { sourceType, source } = await stored(`depth-load-image-${row}`)
      assert.deepEqual([sourceType, source], ['sample', value])
    })
  }

  it('name every sample image', async () => {
    const labels = await editor.page.evaluate(
      `${JSON.stringify(loadImageChoices.sample)}.map((name) => RED.nodes.node('depth-load-image-0')._('depth-load-image.sample.' + name))`,
    )
    for (const label of labels as string[]) assert.doesNotMatch(label, /depth-load-image\./)
  })
})
