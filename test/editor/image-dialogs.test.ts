import assert from 'node:assert/strict'
import type { Locator } from 'playwright-core'
import { OpenEditor } from '../../testing/node-red/editor'

const place = { z: 'flow', y: 100, wires: [[]] }
const map = {
  composition: 'depth',
  colorMap: 'inferno',
  range: 'frame',
  size: 'source',
  output: 'buffer',
  format: 'png',
  property: 'payload',
  outputProperty: 'payload',
}
const load = { sourceType: 'msg', source: 'payload', outputProperty: 'payload' }
const stabilize = { property: 'payload', outputProperty: 'payload', key: 'topic' }
const flow = [
  { id: 'flow', type: 'tab', label: 'Depth' },
  { ...place, id: 'map', type: 'depth-render', x: 200, ...map },
  { ...place, id: 'timing', type: 'depth-timing', x: 400, keyType: 'model', key: 'topic' },
  { ...place, id: 'load', type: 'depth-load-image', x: 600, ...load },
  { ...place, id: 'steady', type: 'depth-stabilize', y: 200, x: 200, ...stabilize },
]

describe('the dialogs of the image nodes', () => {
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

  it('render depth shows its colors, and which end of them is near', async () => {
    const form = await editor.openDialog('map')
    const ends = () =>
      Promise.all(
        ['first', 'last'].map((end) => form.locator(`#depth-render-${end}`).textContent()),
      )
    const strip = () =>
      form
        .locator('#depth-render-strip')
        .evaluate((element) => getComputedStyle(element).backgroundImage)
    assert.deepEqual(await ends(), ['far', 'near'])
    const inferno = await strip()
    assert.match(inferno, /^linear-gradient\(to right, rgb\(0, 0, 3\).*rgb\(252, 254, 164\)\)$/)
    await form.locator('#node-input-farIsBright').check()
    assert.deepEqual(await ends(), ['near', 'far'])
    await form.locator('#node-input-colorMap').selectOption('turbo')
    assert.notEqual(await strip(), inferno)
    await form.locator('#node-input-colorMap').selectOption('msg')
    assert.equal(await form.locator('#depth-render-strip').isVisible(), false)
    await done(form)
    const { colorMap, farIsBright } = await stored('map')
    assert.deepEqual([colorMap, farIsBright], ['msg', true])
  })

  it('render depth shows the fields that belong to what is chosen, and no others', async () => {
    const form = await editor.openDialog('map')
    const visible = async () => {
      const fields = ['opacity', 'low', 'min', 'width', 'dataUriWidth', 'format', 'quality']
      const shown = await Promise.all(
        fields.map((field) => form.locator(`#node-input-${field}`).isVisible()),
      )
      return fields.filter((_, index) => shown[index])
    }
    const choose = (field: string, value: string) =>
      form.locator(`#node-input-${field}`).selectOption(value)
    assert.deepEqual(await visible(), ['format'])
    await choose('composition', 'overlay')
    await choose('range', 'percentile')
    await choose('size', 'width')
    await choose('output', 'dataUri')
    await choose('format', 'jpeg')
    assert.deepEqual(await visible(), [
      'opacity',
      'low',
      'width',
      'dataUriWidth',
      'format',
      'quality',
    ])
    await choose('composition', 'sideBySide')
    await choose('range', 'meters')
    assert.equal(await form.locator('.depth-render-meters').isVisible(), true)
    await choose('range', 'fixed')
    assert.equal(await form.locator('.depth-render-meters').isVisible(), false)
    await choose('size', 'model')
    await choose('output', 'pixels')
    assert.deepEqual(await visible(), ['min'])
    await form.locator('#node-input-min').fill('0')
    await form.locator('#node-input-max').fill('10')
    for (const field of ['fade', 'contours', 'legend']) {
      await form.locator(`#node-input-${field}`).check()
    }
    await done(form)
    const { range, min, max, size, output } = await stored('map')
    assert.deepEqual([range, min, max, size, output], ['fixed', '0', '10', 'model', 'pixels'])
    const { composition, fade, contours, legend } = await stored('map')
    assert.deepEqual([composition, fade, contours, legend], ['sideBySide', true, true, true])
  })

  it('depth timing takes its figures by model, or by a property', async () => {
    let form = await editor.openDialog('timing')
    await done(form)
    assert.equal((await stored('timing'))['keyType'], 'model')
    form = await editor.openDialog('timing')
    const chooseType = `$('#node-input-key').typedInput('type', 'msg'); $('#node-input-key').typedInput('value', 'camera'); 0`
    await editor.page.evaluate(chooseType)
    await done(form)
    const { keyType, key } = await stored('timing')
    assert.deepEqual([keyType, key], ['msg', 'camera'])
  })

  it('stabilize depth groups by a property of the message, and refuses none', async () => {
    const form = await editor.openDialog('steady')
    for (const label of ['Depth', 'Steady depth', 'Group by']) {
      assert.ok(await form.getByText(label, { exact: true }).isVisible(), label)
    }
    const fill = (value: string) =>
      editor.page.evaluate(`$('#node-input-key').typedInput('value', '${value}').trigger('change')`)
    await fill('')
    await form.locator('#node-input-key.input-error').waitFor({ state: 'attached' })
    await fill('camera.name')
    await done(form)
    const { property, outputProperty, key } = await stored('steady')
    assert.deepEqual([property, outputProperty, key], ['payload', 'payload', 'camera.name'])
  })

  it('load image shows a crop where there is one, and how images are judged', async () => {
    const form = await editor.openDialog('load')
    const judging = form.locator('.depth-load-image-frozen, .depth-load-image-newest')
    const shown = async () => [await judging.first().isVisible(), await judging.last().isVisible()]
    assert.deepEqual(await shown(), [false, false])
    await form.locator('#node-input-unusable').selectOption('error')
    assert.deepEqual(await shown(), [true, true])
    const left = form.locator('#node-input-cropLeft')
    assert.equal(await left.isVisible(), false)
    await form.locator('#node-input-crop').check()
    await left.fill('16')
    await form.locator('#node-input-cropWidth').fill('64')
    await done(form)
    const { crop, cropLeft, cropWidth, unusable, frozenAfter } = await stored('load')
    assert.deepEqual([crop, cropLeft, cropWidth], [true, '16', '64'])
    assert.deepEqual([unusable, frozenAfter], ['error', 60])
  })
})
