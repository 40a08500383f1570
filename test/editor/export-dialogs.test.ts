import assert from 'node:assert/strict'
import type { Locator } from 'playwright-core'
import { defaultConfig as exportConfig } from '../../nodes/depth-export/config'
import { defaultConfig as importConfig } from '../../nodes/depth-import/config'
import { OpenEditor } from '../../testing/node-red/editor'

const place = { z: 'flow', y: 100, name: '', wires: [[]] }
const flow = [
  { id: 'flow', type: 'tab', label: 'Depth' },
  { ...place, id: 'export', type: 'depth-export', x: 200, ...exportConfig },
  { ...place, id: 'import', type: 'depth-import', x: 400, ...importConfig },
]

describe('the dialogs of export depth and import depth', () => {
  let editor: OpenEditor

  before(async () => {
    editor = await OpenEditor.open(flow)
  })
  after(() => editor.close())
  afterEach(() => assert.deepEqual(editor.errors, []))

  async function done(form: Locator): Promise<void> {
    await editor.page.locator('#node-dialog-ok').click()
    await form.waitFor({ state: 'hidden' })
  }

  function stored(id: string): Promise<Record<string, unknown>> {
    const convert = `RED.nodes.convertNode(RED.nodes.node(${JSON.stringify(id)}))`
    return editor.page.evaluate(convert)
  }

  it('export depth shows the fields that belong to the format and the output', async () => {
    const form = await editor.openDialog('export')
    const visible = async () => {
      const rows = ['map', 'levels', 'fixed', 'points', 'file']
      const shown = await Promise.all(
        rows.map((row) => form.locator(`.depth-export-${row}`).first().isVisible()),
      )
      return rows.filter((_, index) => shown[index])
    }
    const choose = (field: string, value: string) =>
      form.locator(`#node-input-${field}`).selectOption(value)
    assert.deepEqual(await visible(), ['map', 'levels'])
    await choose('levels', 'fixed')
    assert.deepEqual(await visible(), ['map', 'levels', 'fixed'])
    await choose('format', 'npy')
    assert.deepEqual(await visible(), ['map'])
    await choose('format', 'ply')
    assert.deepEqual(await visible(), ['points'])
    await choose('output', 'file')
    assert.deepEqual(await visible(), ['points', 'file'])
    await form.locator('#node-input-fieldOfView').fill('70')
    await form.locator('#node-input-allowRelative').check()
    await form.locator('#node-input-withImage').check()
    await done(form)
    const { format, fieldOfView, allowRelative, output, filename, filenameType, withImage } =
      await stored('export')
    assert.deepEqual([format, fieldOfView, allowRelative, output], ['ply', '70', true, 'file'])
    assert.deepEqual(
      [filename, filenameType, withImage],
      ['depth/{key}/{time}.{extension}', 'str', true],
    )
  })

  it('export depth names what is wrong with a pattern, and takes a property instead', async () => {
    const form = await editor.openDialog('export')
    const typed = (method: string, ...values: string[]) =>
      editor.page.evaluate(
        `$('#node-input-filename').typedInput(${[method, ...values].map((value) => JSON.stringify(value)).join()}); 0`,
      )
    await typed('value', '{frame}.ply')
    await form.locator('.red-ui-typedInput-container.input-error').waitFor()
    await typed('type', 'msg')
    await typed('value', 'filename')
    await form.locator('.red-ui-typedInput-container.input-error').waitFor({ state: 'detached' })
    await done(form)
    const { filename, filenameType } = await stored('export')
    assert.deepEqual([filename, filenameType], ['filename', 'msg'])
  })

  it('import depth stores what its dialog says, and no image where none is named', async () => {
    const form = await editor.openDialog('import')
    await form.locator('#node-input-kind').selectOption('metric')
    await form.locator('#node-input-scale').fill('0.001')
    await done(form)
    const { kind, scale, offset, headerProperty, imageProperty } = await stored('import')
    assert.deepEqual(
      [kind, scale, offset, headerProperty, imageProperty],
      ['metric', '0.001', 0, 'depth', ''],
    )
    const valid = await editor.page.evaluate(`RED.nodes.node('import').valid`)
    assert.equal(valid, true)
  })
})
