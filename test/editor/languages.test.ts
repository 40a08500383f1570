import assert from 'node:assert/strict'
import type { Locator } from 'playwright-core'
import manifest from '../../package.json'
import { firstLanguage, textsIn, translations } from '../../testing/locales/texts'
import { isConfigNode } from '../../testing/node-red/config-nodes'
import { contrastFaults } from '../../testing/node-red/contrast-faults'
import { dialogFaults } from '../../testing/node-red/dialog-faults'
import { OpenEditor } from '../../testing/node-red/editor'
import { freshSettings } from '../../testing/node-red/stored-settings'
import { viewFlow } from '../../testing/node-red/view-flow'
import { nodeRedPackage } from '../../tools/node-red/index'

const types = Object.keys(manifest['node-red'].nodes)

/** The flow of the view with one more node of each type, and depth timing behind its model. */
function flow(): readonly object[] {
  const nodes = types.map((type, row) => {
    const isConfig = isConfigNode(type)
    const place = isConfig ? {} : { z: 'flow', x: 100, y: 140 + 60 * row, wires: [] }
    return { id: type, type, ...freshSettings(type), ...place, warmUp: type === 'depth-infer' }
  })
  return [
    ...viewFlow().map((node) =>
      'wires' in node && 'id' in node && node.id === 'infer'
        ? { ...node, wires: [['view', 'depth-timing']] }
        : node,
    ),
    ...nodes,
  ]
}

describe('the editor in a window of 800 pixels', () => {
  let editor: OpenEditor

  before(async () => {
    editor = await OpenEditor.open(flow())
    await editor.page.setViewportSize({ width: 800, height: 900 })
    await editor.nodeRed.inject('start')
  })
  after(() => editor.close())
  afterEach(() => assert.deepEqual(editor.errors, []))

  /** Opens the dialog of a node, looks at it, and closes it. */
  async function inDialog(type: string, look: (form: Locator) => Promise<void>): Promise<void> {
    const { page } = editor
    const isConfig = isConfigNode(type)
    const node = JSON.stringify(type)
    const open = isConfig
      ? `RED.editor.editConfig('', ${node}, ${node})`
      : `RED.editor.edit(RED.nodes.node(${node}))`
    await page.evaluate(`${open}; 0`)
    const form = page.locator(isConfig ? '#node-config-dialog-edit-form' : '#dialog-form')
    await form.waitFor()
    await editor.settled()
    if (type === 'depth-infer') {
      await form.locator('[data-model="depth-anything-v3-metric-large"]').waitFor()
    }
    try {
      await look(form)
    } finally {
      await page.locator(`#node${isConfig ? '-config' : ''}-dialog-cancel`).click()
      await page.locator('.red-ui-tray').waitFor({ state: 'detached' })
    }
  }

  /** Opens the tray of the view in full size, looks at it, and closes it. */
  async function inTray(look: (tray: Locator) => Promise<void>): Promise<void> {
    const { page } = editor
    await page.locator('[id="view"] .depth-view image').first().waitFor()
    await page.locator('[id="view"] .depth-view').focus()
    await page.keyboard.press('Enter')
    const tray = page.locator('.depth-view-tray')
    await tray.locator('.depth-view-value').getByText('600 × 400').waitFor()
    await editor.settled()
    try {
      await look(tray)
    } finally {
      await page.evaluate('RED.tray.close()')
      await page.locator('.red-ui-tray').waitFor({ state: 'detached' })
    }
  }

  /** Opens the sidebar, with a model and an image in it, looks at it, and leaves it. */
  async function inSidebar(look: (sidebar: Locator) => Promise<void>): Promise<void> {
    const { page } = editor
    await page.evaluate("RED.sidebar.show('depth')")
    const sidebar = page.locator('.depth-sidebar')
    await sidebar.locator('.depth-sidebar-model').first().waitFor()
    await sidebar.locator('.depth-sidebar-image img').first().waitFor()
    await look(sidebar)
    await page.evaluate("RED.sidebar.show('info')")
  }

  function status(node: string): Locator {
    return editor.page.locator(`[id="${node}"] .red-ui-flow-node-status-label`)
  }

  for (const language of [firstLanguage, ...translations]) {
    describe(`in ${language}`, () => {
      before(() => editor.speak(language))

      for (const type of types) {
        it(`shows all of the dialog of ${type}, with enough contrast, and its help`, async () => {
          await inDialog(type, assertLegible)
          const help = String(
            await editor.page.evaluate(`RED.nodes.getNodeHelp(${JSON.stringify(type)})`),
          )
          // Emphasis that Markdown does not take for such keeps its stars.
          assert.doesNotMatch(help.replace(/<code>.*?<\/code>/gs, ''), /\*|`/)
        })
      }

      it('shows all of the view in full size, with enough contrast', () => inTray(assertLegible))

      it('shows all of the sidebar, with enough contrast', () => inSidebar(assertLegible))

      it('shows a status without figures in the language of the editor', async () => {
        const { catalog } = await textsIn('nodes/depth-infer/locales', language)
        const ready = catalog.get('depth-infer.status.ready') ?? assert.fail()
        await status('depth-infer').getByText(ready, { exact: true }).waitFor()
      })
    })
  }

  it('shows a status with figures in the language of the server, which is English here', async () => {
    await status('depth-timing').getByText('tiny-v2, cold run', { exact: true }).waitFor()
  })

  if (nodeRedPackage() === 'node-red-5') {
    describe('in the dark theme, which only Node-RED 5 has', () => {
      before(() => editor.page.evaluate("document.documentElement.classList.add('nr-theme-dark')"))

      for (const type of types) {
        it(`shows all of the dialog of ${type}, with enough contrast`, () =>
          inDialog(type, assertLegible))
      }

      it('shows all of the view in full size, with enough contrast', () => inTray(assertLegible))

      it('shows all of the sidebar, with enough contrast', () => inSidebar(assertLegible))
    })
  }
})

/** Nothing is cut or pale, and no key or placeholder of a text is seen. */
async function assertLegible(part: Locator): Promise<void> {
  assert.doesNotMatch(await part.innerText(), /depth-[a-z-]+\.[a-z]|__\w+__/i)
  assert.deepEqual(await part.evaluate(dialogFaults), [])
  assert.deepEqual(await part.evaluate(contrastFaults), [])
}
