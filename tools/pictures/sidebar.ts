import { OpenEditor } from '../../testing/node-red/editor'
import { viewFlow } from '../../testing/node-red/view-flow'
import { until } from '../../testing/process/until'

/** The tab of the sidebar after a few messages. */
export async function sidebar(): Promise<Buffer> {
  const editor = await OpenEditor.open(viewFlow())
  try {
    const { page } = editor
    await page.setViewportSize({ width: 1280, height: 760 })
    await page.evaluate("RED.actions.invoke('depth:show-sidebar')")
    // The tab has the height of the window once the one below it is closed.
    await page.locator('[data-tab-id="debug"]').click()
    await page.mouse.move(0, 0)
    const tab = page.locator('.depth-sidebar')
    for (let count = 1; count <= 5; count++) {
      await editor.nodeRed.inject('start')
      await until(async () => {
        const frames = await tab.locator('dd').first().textContent()
        return frames === String(count) || undefined
      })
    }
    await tab.locator('.depth-sidebar-image img[src^=blob]').waitFor()
    await tab.locator('.depth-sidebar-message').nth(4).waitFor()
    return await tab.screenshot()
  } finally {
    await editor.close()
  }
}
