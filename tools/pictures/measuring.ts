import { OpenEditor } from '../../testing/node-red/editor'
import { measureFlow } from '../../testing/node-red/measure-flow'
import { placeOnImage } from './place-on-image'

/** Regions drawn over the last image in the dialog of measure depth. */
export async function measuring(): Promise<Buffer> {
  const editor = await OpenEditor.open(measureFlow())
  try {
    const { page } = editor
    await page.setViewportSize({ width: 1280, height: 620 })
    await editor.nodeRed.inject('start')
    await page
      .locator('[id="view"]')
      .getByText(/cup 0\.\d\d/)
      .waitFor()
    const form = await editor.openDialog('view')
    await form.getByText('Draw regions').click()
    const tray = page.locator('.red-ui-tray').last()
    await tray.getByText('Drag to draw a rectangle.').waitFor()
    await tray.locator('.depth-surface').hover()
    await page.mouse.move(...(await placeOnImage(page, 0.72, 0.04)))
    await page.mouse.down()
    await page.mouse.move(...(await placeOnImage(page, 0.98, 0.3)))
    await page.mouse.up()
    await tray.getByLabel('Name 2').fill('table')
    await page.mouse.move(0, 0)
    return await tray.screenshot({ type: 'jpeg', quality: 90 })
  } finally {
    await editor.close()
  }
}
