import assert from 'node:assert/strict'
import { choices as inferChoices } from '../../nodes/depth-infer/config'
import { choices as loadImageChoices } from '../../nodes/depth-load-image/config'
import { choices as renderChoices } from '../../nodes/depth-render/config'
import { choices as streamChoices } from '../../nodes/depth-stream/config'
import { OpenEditor } from '../../testing/node-red/editor'

const { modelType: modelTypes, ...inferLists } = inferChoices

const dialogs: readonly (readonly [string, Readonly<Record<string, readonly string[]>>])[] = [
  ['depth-infer', inferLists],
  ['depth-render', renderChoices],
  ['depth-stream', streamChoices],
]

/** A value that no list has. */
const foreign = 'of-a-later-version'

const place = { z: 'flow', wires: [[]], y: 100 }
const nodes = [
  ...dialogs.map(([type, choices], column) => ({
    ...place,
    id: type,
    type,
    x: 200 + 200 * column,
    // Of a model in the list, only the precisions that it has are offered.
    ...(type === 'depth-infer' && { modelType: 'file', model: '/models/mine.onnx' }),
    ...Object.fromEntries(Object.keys(choices).map((field) => [field, foreign])),
  })),
  { ...place, id: 'depth-load-image', type: 'depth-load-image', x: 200, y: 200 },
]

describe('the lists of the dialogs', () => {
  let editor: OpenEditor

  before(async () => {
    editor = await OpenEditor.open([{ id: 'flow', type: 'tab', label: 'Depth' }, ...nodes])
  })
  after(() => editor.close())

  for (const [type, choices] of dialogs) {
    it(`offer in ${type} what the tables hold, and what is stored besides`, async () => {
      const form = await editor.openDialog(type)
      for (const [field, values] of Object.entries(choices)) {
        const options = form.locator(`#node-input-${field} option`)
        const offered = await options.evaluateAll((all) =>
          all.map((option) => option.getAttribute('value')),
        )
        assert.deepEqual(offered, [...values, foreign], field)
        assert.equal(await form.locator(`#node-input-${field}`).inputValue(), foreign, field)
      }
      await editor.page.locator('#node-dialog-ok').click()
      await form.waitFor({ state: 'hidden' })
    })
  }

  it('name every sample image, and every way to name a model', async () => {
    const nameless = (node: string, field: string, values: readonly string[]) =>
      editor.page.evaluate(
        `${JSON.stringify(values)}.map((value) => '${node}.${field}.' + value).filter((key) => RED.nodes.node('${node}')._(key) === key)`,
      )
    assert.deepEqual(await nameless('depth-load-image', 'sample', loadImageChoices.sample), [])
    // Node-RED itself names the message.
    const types = modelTypes.filter((type) => type !== 'msg')
    assert.deepEqual(await nameless('depth-infer', 'modelType', types), [])
  })
})
