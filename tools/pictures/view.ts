import type { Locator } from 'playwright-core'
import { OpenEditor } from '../../testing/node-red/editor'
import { viewFlow } from '../../testing/node-red/view-flow'

const wide = { width: 1280, height: 620 }
const low = { width: 1280, height: 420 }
const narrow = { width: 800, height: 620 }

/** The canvas after one click on inject. */
export function canvas(): Promise<Buffer> {
  return pictured(low, false, (editor) =>
    Promise.resolve(editor.page.locator('#red-ui-workspace-chart')),
  )
}

/** An image and its depth map in full size. */
export function fullSize(): Promise<Buffer> {
  return pictured(wide, false, (editor) => openedTray(editor, 'Side by side'))
}

/** The depth map over the image, in the dark theme and a narrow window. */
export function blended(): Promise<Buffer> {
  return pictured(narrow, true, (editor) => openedTray(editor, 'Blend'))
}

/** The point cloud, turned. */
export function pointCloud(): Promise<Buffer> {
  return pictured(wide, true, async (editor) => {
    const tray = await openedTray(editor, '3D')
    const {
      x = 0,
      y = 0,
      width = 0,
      height = 0,
    } = (await tray.locator('.depth-cloud').boundingBox()) ?? {}
    await editor.page.mouse.move(x + width / 2, y + height / 2)
    await editor.page.mouse.down()
    await editor.page.mouse.move(x + width * 0.6, y + height * 0.45)
    await editor.page.mouse.up()
    return tray
  })
}

/** Takes the picture of a part of the editor once the flow has run; `isDark` needs Node-RED 5. */
async function pictured(
  viewport: { width: number; height: number },
  isDark: boolean,
  act: (editor: OpenEditor) => Promise<Locator>,
): Promise<Buffer> {
  const editor = await OpenEditor.open(viewFlow())
  try {
    const { page } = editor
    await page.setViewportSize(viewport)
    if (isDark) await page.evaluate("document.documentElement.classList.add('nr-theme-dark')")
    // The whole flow is in sight without the sidebar.
    await page.evaluate("RED.actions.invoke('core:toggle-sidebar')")
    await editor.nodeRed.inject('start')
    await page.locator('[id="view"] .depth-view image').nth(1).waitFor()
    const part = await act(editor)
    return await part.screenshot({ type: 'jpeg', quality: 90 })
  } finally {
    await editor.close()
  }
}

/** The tray of the view, in one of its modes. */
async function openedTray(editor: OpenEditor, mode: string): Promise<Locator> {
  const { page } = editor
  await page.locator('[id="view"] .depth-view').focus()
  await page.keyboard.press('Enter')
  const tray = page.locator('.red-ui-tray')
  await tray.locator('.depth-view-value').getByText('600 × 400').waitFor()
  await editor.settled()
  await tray.locator('.depth-view-modes').getByText(mode, { exact: true }).click()
  if (mode === '3D') {
    await tray.locator('.depth-cloud').waitFor()
    return tray
  }
  const {
    x = 0,
    y = 0,
    width = 0,
    height = 0,
  } = (await tray.locator('.depth-surface').boundingBox()) ?? {}
  await page.mouse.move(x + width * 0.3, y + height * 0.5)
  return tray
}
