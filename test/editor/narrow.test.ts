import assert from 'node:assert/strict'
import { OpenEditor } from '../../testing/node-red/editor'
import { freshSettings } from '../../testing/node-red/stored-settings'

const types = ['depth-infer', 'depth-load-image', 'depth-render', 'depth-timing', 'depth-view']

/** What is wider than its place in the dialog, as its id or class; Node-RED's own parts are not looked at. */
const cut = `(() => {
  const { left, right } = document.querySelector('.red-ui-tray-body').getBoundingClientRect()
  const parts = [...document.querySelectorAll('#dialog-form *')].filter((part) => part.checkVisibility())
  const sticksOut = (part) => {
    const box = part.getBoundingClientRect()
    return box.width > 0 && (box.left < left || box.right > right)
  }
  const isHidden = (part) =>
    getComputedStyle(part).overflowX !== 'visible' && part.scrollWidth > part.clientWidth + 1
  return parts.filter((part) => sticksOut(part) || isHidden(part)).map((part) => part.id || part.className)
})()`

describe('the dialogs in a window of 800 pixels', () => {
  let editor: OpenEditor
  before(async () => {
    const nodes = types.map((type, row) => {
      return {
        id: type,
        type,
        ...freshSettings(type),
        z: 'flow',
        x: 100,
        y: 60 * (row + 1),
        wires: [],
      }
    })
    editor = await OpenEditor.open([{ id: 'flow', type: 'tab', label: 'Depth' }, ...nodes])
    await editor.page.setViewportSize({ width: 800, height: 900 })
  })
  after(() => editor.close())

  for (const type of types) {
    it(`show all of ${type}`, async () => {
      const { page } = editor
      await page.evaluate(`RED.editor.edit(RED.nodes.node('${type}')); 0`)
      await page.locator('#dialog-form').waitFor()
      await editor.settled()
      if (type === 'depth-infer') {
        await page.locator('[data-model="depth-anything-v3-metric-large"]').waitFor()
        await editor.unfold()
      }
      assert.deepEqual(await page.evaluate(cut), [])
      await page.locator('#node-dialog-cancel').click()
      await page.locator('.red-ui-tray').waitFor({ state: 'detached' })
    })
  }
})
