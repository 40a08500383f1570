import { calibrateFlow } from '../../testing/node-red/calibrate-flow'
import { OpenEditor } from '../../testing/node-red/editor'
import { placeOnImage } from './place-on-image'

/** Three points of the coffee photograph with their distances. */
const references = [
  { x: 0.35, y: 0.74, meters: '0.5' },
  { x: 0.86, y: 0.16, meters: '0.85' },
  { x: 0.44, y: 0.36, meters: '0.4' },
] as const

/** References placed on the last image in the dialog of calibrate depth. */
export async function calibrating(): Promise<Buffer> {
  const editor = await OpenEditor.open(calibrateFlow())
  try {
    const { page } = editor
    await page.setViewportSize({ width: 1280, height: 620 })
    await editor.nodeRed.inject('start')
    await page.locator('[id="calibrate"]').getByText('not calibrated').waitFor()
    const form = await editor.openDialog('calibrate')
    await form.getByText('Place on the last image').click()
    await page.locator('.depth-shapes-value').getByText('Click to set a point').waitFor()
    await editor.settled()
    for (const { x, y, meters } of references) {
      await page.mouse.click(...(await placeOnImage(page, x, y)))
      await page.keyboard.type(meters)
    }
    await page.getByText(/^References: 3\. Error about \d+ %/).waitFor()
    return await page.locator('.red-ui-tray').last().screenshot({ type: 'jpeg', quality: 90 })
  } finally {
    await editor.close()
  }
}
