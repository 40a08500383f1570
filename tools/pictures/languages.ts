import sharp from 'sharp'
import { firstLanguage, translations } from '../../testing/locales/texts'
import { OpenEditor } from '../../testing/node-red/editor'
import { viewFlow } from '../../testing/node-red/view-flow'
import { freshSettings } from '../../testing/node-red/stored-settings'
import { sheet } from './sheet'

/** The dialog of render depth in each language, side by side. */
export async function dialogInEachLanguage(): Promise<Buffer> {
  const render = { id: 'render', type: 'depth-render', ...freshSettings('depth-render') }
  const place = { z: 'flow', x: 100, y: 200, wires: [[]] }
  const editor = await OpenEditor.open([...viewFlow(), { ...render, ...place }])
  try {
    await editor.page.setViewportSize({ width: 1280, height: 900 })
    const pictures: Buffer[] = []
    for (const language of [firstLanguage, ...translations]) {
      await editor.speak(language)
      await editor.openDialog('render')
      pictures.push(await editor.page.locator('.red-ui-tray').screenshot())
    }
    const { width, height } = await sharp(pictures[0]).metadata()
    const tiles = pictures.map((image) => ({ image }))
    return await sheet(tiles, tiles.length, { width, height }).png({ palette: true }).toBuffer()
  } finally {
    await editor.close()
  }
}
