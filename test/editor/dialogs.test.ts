import assert from 'node:assert/strict'
import type { Locator } from 'playwright-core'
import manifest from '../../package.json'
import { isConfigNode } from '../../testing/node-red/config-nodes'
import { OpenEditor } from '../../testing/node-red/editor'

const types = Object.keys(manifest['node-red'].nodes).filter((type) => !isConfigNode(type))

describe('the dialogs of the palette', () => {
  let editor: OpenEditor

  before(async () => {
    editor = await OpenEditor.open([{ id: 'flow', type: 'tab', label: 'Depth' }])
  })
  after(() => editor.close())
  afterEach(() => assert.deepEqual(editor.errors, []))

  for (const [index, type] of types.entries()) {
    it(`opens that of ${type} after dragging it into the flow, with all its words and its help`, async () => {
      const { page } = editor
      const entry = page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`)
      await entry.scrollIntoViewIfNeeded()
      await entry.dragTo(page.locator('#red-ui-workspace-chart'), {
        targetPosition: { x: 200, y: 80 + index * 60 },
      })
      const id = String(
        await page.evaluate(`RED.nodes.filterNodes({ type: ${JSON.stringify(type)} })[0].id`),
      )
      const form = await editor.openDialog(id)
      assertWords(await form.innerText())
      assert.deepEqual(await overflowing(form), [])
      const help = String(await page.evaluate(`RED.nodes.getNodeHelp(${JSON.stringify(type)})`))
      assert.match(help, /<h3[\s\S]*<\/h3>/)
      await page.locator('#node-dialog-ok').click()
      await form.waitFor({ state: 'hidden' })
    })
  }

  it('opens that of depth-store from the dialog of infer depth, and keeps what is filled in', async () => {
    const { page } = editor
    const infer = `RED.nodes.filterNodes({ type: 'depth-infer' })[0]`
    const form = await editor.openDialog(String(await page.evaluate(`${infer}.id`)))
    await editor.unfold()
    await form.locator('#node-input-btn-store-add').click()
    const store = page.locator('#node-config-dialog-edit-form')
    await store.waitFor()
    await editor.settled()
    assertWords(await store.innerText())
    assert.deepEqual(await overflowing(store), [])
    const endpoint = store.locator('#node-config-input-endpoint')
    await endpoint.fill('mirror')
    await endpoint.press('Tab')
    await store.locator('#node-config-input-endpoint.input-error').waitFor()
    await endpoint.fill('https://mirror.example')
    await endpoint.press('Tab')
    await store.locator('#node-config-input-endpoint:not(.input-error)').waitFor()
    await page.locator('#node-config-dialog-ok').click()
    await store.waitFor({ state: 'hidden' })
    // The server knows the store from the next deploy on.
    const fault = form.locator('.depth-models-error')
    await fault.getByText(/model store .* [Dd]eploy/).waitFor()
    assert.match(
      editor.errors.splice(0).join(),
      /^Failed to load resource: .* 400 \(Bad Request\)$/,
    )
    await page.locator('#node-dialog-ok').click()
    await form.waitFor({ state: 'hidden' })
    assert.equal(
      await page.evaluate(`RED.nodes.node(${infer}.store).endpoint`),
      'https://mirror.example',
    )
  })
})

/** A word that the catalog lacks shows as its key. */
function assertWords(text: string): void {
  assert.doesNotMatch(text, /depth-[a-z-]+\.[a-z]/i)
}

/** Rows whose content is wider than the dialog. */
function overflowing(form: Locator): Promise<readonly string[]> {
  return form.evaluate((element) => {
    const limit = element.getBoundingClientRect().right
    const visible = [...element.querySelectorAll('input, select, button, span, .red-ui-typedInput')]
    return visible
      .filter((child) => child.getBoundingClientRect().right > limit + 1)
      .map((child) => child.outerHTML.slice(0, 120))
  })
}
