import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import type { ModelDescriptor } from '../../lib/models/descriptor'
import { packageRoot } from '../../lib/package-root'
import type { OpenEditor } from '../../testing/node-red/editor'
import { OpenModelPicker, servedModel as model } from '../../testing/node-red/model-picker'
import { foreignDevice } from '../../testing/process/foreign-device'
import { interfaceGraph } from '../../tools/graph'

describe('the model picker in the editor', () => {
  let picker: OpenModelPicker
  let editor: OpenEditor
  let form: Locator

  const row = (id: string) => picker.row(id)
  const button = (action: string) => picker.button(action)
  const card = (text: string | RegExp) => picker.card(text)

  before(async () => {
    picker = await OpenModelPicker.open()
    ;({ editor, form } = picker)
    await editor.unfold()
  })
  after(() => picker.close())

  it('lists the models by group, with license, precision, size and state', async () => {
    const groups = await form.locator('.depth-models-group').allTextContents()
    assert.deepEqual(groups, [
      'Bundled (demonstration)',
      'Depth Anything V2',
      'Depth Anything V1',
      'Depth Anything V3',
      'Distill Any Depth',
      'Metric (meters)',
      'Custom models',
    ])
    assert.match(await row('tiny-v2').innerText(), /Apache-2\.0\s+fp32 · 5\.\d+ MB\s+Downloaded/)
    assert.match(await row(model).innerText(), /CC-BY-NC-4\.0\s+fp32 · ≈ 389 MB\s+Not downloaded/)
  })

  it('recommends one model, with its megabytes and its time per frame', async () => {
    const recommended = form.locator('.depth-models-row:has(em)')
    assert.match(await recommended.innerText(), /^Small recommended\s+Apache-2\.0/)
    assert.match((await recommended.getAttribute('title')) ?? '', /99 MB, and about a second/)
  })

  it('can be used with the arrow keys', async () => {
    await row('tiny-v2').locator('input').focus()
    await editor.page.keyboard.press('ArrowDown')
    assert.equal(await row('depth-anything-v2-small').locator('input').isChecked(), true)
    await card('99.1 MB · Not downloaded').waitFor()
  })

  it('says how good a bundled model is, and how to measure a q8 file', async () => {
    const accuracy = form.locator('.depth-models-accuracy')
    assert.equal(await accuracy.isVisible(), false)
    await form.locator('#node-input-precision').selectOption('q8')
    await accuracy.filter({ hasText: 'q8 is from that of fp32 is not measured' }).waitFor()
    const command = 'npm run bench -- --model <q8 file> --against <fp32 file>'
    assert.ok((await accuracy.innerText()).endsWith(command))
    await row('tiny-v2').click()
    await card(/Measured on 512 scenes .*: 89 % of the pixels/).waitFor()
  })

  it('requires a non-commercial license to be accepted before the download', async () => {
    await row(model).click()
    await form.locator('#node-input-precision').selectOption('q8')
    await card('non-commercial. Accept before downloading.').waitFor()
    assert.equal(await button('download').isDisabled(), true)
    await button('accept').click()
    await card('non-commercial; accepted').waitFor()
    assert.equal(await button('download').isEnabled(), true)
  })

  it('shows bytes, rate and remaining time of a download, and cancels it', async () => {
    picker.hub.inject({ on: 'bytes', pieces: { count: 100, pauseMs: 150 } })
    await button('download').click()
    await card(/MB of 5\.\d+ MB · \d+ kB\/s · \d+ s left/).waitFor()
    assert.match(await row(model).innerText(), /Downloading/)
    await button('cancel').click()
    await card('Partial').waitFor()
    assert.equal(await form.locator('progress').isVisible(), false)
  })

  it('resumes a download where it was cut', async () => {
    await button('download').click()
    await card('q8 · 5.31 MB · Downloaded').waitFor()
    assert.match(String(picker.hub.bytesRequests.at(-1)?.headers.range), /^bytes=[1-9]\d*-$/)
  })

  it('shows the inputs and outputs of a file', async () => {
    await button('inspect').click()
    const info = form.locator('.depth-models-info')
    await info.getByText('pixel_values: float32').waitFor()
    assert.match(await info.innerText(), /predicted_depth/)
  })

  it('deletes a downloaded file once the user confirms it', async () => {
    const question = editor.page.locator('.red-ui-notification')
    await button('delete').click()
    await question.getByText(/^Delete .+\? Nodes that use it fail/).waitFor()
    await question.getByRole('button', { name: 'Keep' }).click()
    await question.waitFor({ state: 'detached' })
    assert.match(await row(model).innerText(), /MB.*Downloaded/s)
    await button('delete').click()
    await question.getByRole('button', { name: 'Delete' }).click()
    await card('Not downloaded').waitFor()
    assert.match(await row(model).innerText(), /Not downloaded/)
  })

  it('says what went wrong with a download', async () => {
    picker.hub.inject({ on: 'resolve', status: 404 })
    await button('download').click()
    await form.locator('.depth-models-error[role="alert"]').filter({ hasText: /\w/ }).waitFor()
  })

  it('probes a device and says why it cannot be used', async () => {
    const probed = form.locator('#depth-infer-probed')
    await form.locator('#node-input-device').selectOption(foreignDevice)
    await form.locator('#depth-infer-probe').click()
    await probed.filter({ hasText: /\) is not available: \w+/ }).waitFor()
    await form.locator('#node-input-device').selectOption('cpu')
    await form.locator('#depth-infer-probe').click()
    await probed.filter({ hasText: 'CPU is available' }).waitFor()
  })

  it('asks for what a custom file does not say about itself, and writes its descriptor', async () => {
    await form.locator('[data-graph="garden.onnx"] button').click()
    const custom = form.locator('.depth-models-custom')
    await custom.filter({ hasText: 'image: float32 [1, 3, height, width] → depth:' }).waitFor()
    await custom.locator('[data-action="save"]').click()
    await custom.locator('#depth-custom-license.input-error').waitFor()
    await custom.locator('#depth-custom-license').fill('MIT')
    await custom.locator('[data-action="save"]').click()
    await row('garden').waitFor()
    assert.equal(await row('garden').locator('input').isChecked(), true)
    const written = JSON.parse(
      await readFile(join(picker.customFolder, 'garden.json'), 'utf8'),
    ) as {
      input: { name: string }
      output: { name: string }
    }
    assert.deepEqual([written.input.name, written.output.name], ['image', 'depth'])
    await card('License MIT: non-commercial').waitFor()
  })

  it('offers the maps of a custom file, and no size where the graph has one', async () => {
    const outputs = [{ name: 'mask', factor: -1 }, { name: 'sky' }]
    const graph = interfaceGraph({ width: 504, height: 280, outputs })
    await writeFile(join(picker.customFolder, 'maps.onnx'), graph)
    await form.locator('#node-input-store').dispatchEvent('change')
    await form.locator('[data-graph="maps.onnx"] button').click()
    const custom = form.locator('.depth-models-custom')
    const field = (name: string) => custom.locator(`#depth-custom-${name}`)
    await custom.filter({ hasText: 'sky: float32 [1, 280, 504]' }).waitFor()
    assert.deepEqual(await field('output').locator('option').allTextContents(), ['', 'mask', 'sky'])
    for (const name of ['sizing', 'size', 'sizeMultiple']) {
      assert.equal(await field(name).isVisible(), false, name)
    }
    await field('license').fill('MIT')
    await custom.locator('[data-action="save"]').click()
    await custom.locator('#depth-custom-output.input-error').waitFor()
    await field('output').selectOption('sky')
    await custom.locator('[data-action="save"]').click()
    await row('maps').waitFor()
    const file = join(picker.customFolder, 'maps.json')
    const { input, output } = JSON.parse(await readFile(file, 'utf8')) as ModelDescriptor
    assert.deepEqual([input.width, input.height, output.name], [504, 280, 'sky'])
  })

  it('takes its colors from the theme of the editor', async () => {
    const styles = await readFile(join(packageRoot, 'editor', 'depth-infer.css'), 'utf8')
    assert.doesNotMatch(styles, /#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(/i)
    const list = form.locator('.depth-models-list')
    const background = () => list.evaluate((element) => getComputedStyle(element).backgroundColor)
    await row(model).click()
    await card('CC-BY-NC-4.0').waitFor()
    const variable = '--red-ui-list-item-background'
    await editor.page.evaluate(`document.body.style.setProperty('${variable}', 'rgb(1, 2, 3)')`)
    assert.equal(await background(), 'rgb(1, 2, 3)')
    await editor.page.evaluate(`document.body.style.removeProperty('${variable}')`)
  })

  it('offers every precision where the model is not from the list', async () => {
    const offered = () => form.locator('#node-input-precision option').allTextContents()
    await row('tiny-v2').click()
    assert.equal((await offered()).length, 2)
    const type = (name: string) =>
      editor.page.evaluate(`$('#node-input-model').typedInput('type', '${name}'); 0`)
    await type('msg')
    assert.deepEqual((await offered()).slice(1), ['fp32', 'fp16', 'q8'])
    await type('catalog')
    assert.equal(await row('tiny-v2').locator('input').isChecked(), true)
  })

  it('takes an id or a variable that is typed, and offers no button for one that it does not know', async () => {
    const field = form.locator('#node-input-model + .red-ui-typedInput-container input')
    const type = async (text: string) => {
      await field.fill(text)
      await field.press('Tab')
    }
    for (const [id, text] of [
      ['no-such', /"no-such" is not in this store/],
      ['${MODEL}', /\$\{MODEL\} names the model/],
    ] as const) {
      await type(id)
      await card(text).waitFor()
      const buttons = form.locator('.depth-models-card button')
      const visible = await buttons.evaluateAll((all) => all.map((each) => each.checkVisibility()))
      assert.deepEqual(new Set(visible), new Set([false]))
      assert.equal(await form.locator('.depth-models-list input:checked').count(), 0)
    }
    await type(model)
    await card('CC-BY-NC-4.0').waitFor()
    assert.equal(await row(model).locator('input').isChecked(), true)
  })

  it('keeps the model that was chosen', async () => {
    await editor.page.locator('#node-dialog-ok').click()
    const kept = await editor.page.evaluate("RED.nodes.node('infer').model")
    assert.equal(kept, model)
  })

  it('marks the node in the flow until its model is downloaded', async () => {
    const { page } = editor
    const triangle = page.locator('#infer .red-ui-flow-node-error')
    const faults = () => page.evaluate("RED.nodes.node('infer').validationErrors")
    await triangle.waitFor()
    assert.deepEqual(await faults(), ['model not downloaded'])
    const file = JSON.stringify({ store: '', model, precision: 'q8' })
    await page.evaluate(
      `$.ajax({ type: 'POST', url: 'depth-infer/download', data: '${file}', contentType: 'application/json' })`,
    )
    await triangle.waitFor({ state: 'hidden' })
    assert.deepEqual(await faults(), [])
  })

  it('writes no error to the console', () => {
    const unexpected = editor.errors.filter((error) => !error.includes('status of 40'))
    assert.deepEqual(unexpected, [])
  })
})
