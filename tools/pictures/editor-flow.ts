import { OpenEditor } from '../../testing/node-red/editor'
import { comparison, exampleFlow } from '../examples/example-flow'

const margin = 20

/** The example that compares V1 and V2, as the editor shows it. */
export async function editorFlow(): Promise<Buffer> {
  const editor = await OpenEditor.open(await exampleFlow(comparison))
  try {
    const { page } = editor
    // Wide enough for the whole flow between palette and sidebar.
    await page.setViewportSize({ width: 2400, height: 1080 })
    await page.mouse.move(0, 0)
    const nodes = await page.locator('.red-ui-flow-node-group, .red-ui-flow-group').all()
    const boxes = (await Promise.all(nodes.map((node) => node.boundingBox()))).filter(
      (box) => box !== null,
    )
    const x = Math.min(...boxes.map((box) => box.x)) - margin
    const y = Math.min(...boxes.map((box) => box.y)) - margin
    const right = Math.max(...boxes.map((box) => box.x + box.width)) + margin
    const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + margin
    return await page.screenshot({ clip: { x, y, width: right - x, height: bottom - y } })
  } finally {
    await editor.close()
  }
}
