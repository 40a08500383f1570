import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packageRoot } from '../../lib/package-root'
import { OpenEditor } from '../../testing/node-red/editor'

const example = join(packageRoot, 'examples', 'Getting started', 'Compare V1 and V2.json')
const margin = 20

describe('the example that compares V1 and V2', () => {
  let editor: OpenEditor

  before(async () => {
    editor = await OpenEditor.open(JSON.parse(await readFile(example, 'utf8')) as object[])
  })
  after(() => editor.close())

  it('opens in the editor with every node known and valid', async () => {
    const faulty = await editor.page.evaluate(
      'RED.nodes.filterNodes({}).filter((node) => !node.valid || node._def.set === undefined).map((node) => node.type)',
    )
    assert.deepEqual(faulty, [])
    assert.deepEqual(editor.errors, [])
  })

  it('fits into an image of the documentation', async () => {
    const { page } = editor
    // Wide enough for the whole flow between palette and sidebar.
    await page.setViewportSize({ width: 2400, height: 1080 })
    await page.mouse.move(0, 0)
    const nodes = await page.locator('.red-ui-flow-node-group, .red-ui-flow-group').all()
    const boxes = (await Promise.all(nodes.map((node) => node.boundingBox()))).filter(
      (box) => box !== null,
    )
    assert.ok(boxes.length > 0)
    const left = Math.min(...boxes.map((box) => box.x)) - margin
    const top = Math.min(...boxes.map((box) => box.y)) - margin
    const right = Math.max(...boxes.map((box) => box.x + box.width)) + margin
    const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + margin
    const { width, height } = page.viewportSize() ?? { width: 0, height: 0 }
    assert.ok(left >= 0 && top >= 0 && right <= width && bottom <= height)
    await page.screenshot({
      path: join(packageRoot, 'docs', 'pictures', 'editor-flow.png'),
      clip: { x: left, y: top, width: right - left, height: bottom - top },
    })
  })
})
