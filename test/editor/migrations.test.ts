import assert from 'node:assert/strict'
import { OpenEditor } from '../../testing/node-red/editor'
import {
  flowsOf010,
  isOurs,
  underNewNames,
  type StoredNode,
} from '../../testing/node-red/flows-0.1.0'
import { freshSettings } from '../../testing/node-red/stored-settings'

describe('the flows of version 0.1.0, opened in the editor', () => {
  let editor: OpenEditor
  let old: readonly StoredNode[]

  before(async () => {
    const flows = await flowsOf010()
    old = flows.filter(isOurs)
    editor = await OpenEditor.open(flows)
  })
  after(() => editor.close())

  /** What the editor would deploy of our nodes. */
  async function current(): Promise<StoredNode[]> {
    const nodes = await editor.page.evaluate<StoredNode[]>('RED.nodes.createCompleteNodeSet(false)')
    return nodes.filter(isOurs)
  }

  /** What Node-RED has of our nodes. */
  async function deployed(): Promise<StoredNode[]> {
    const response = await fetch(new URL('flows', editor.nodeRed.url))
    return ((await response.json()) as StoredNode[]).filter(isOurs)
  }

  it('have each value under its new name after a deploy that opened no dialog', async () => {
    const { page } = editor
    await page.evaluate('RED.nodes.dirty(true)')
    const answer = page.waitForResponse(
      (response) => response.url().endsWith('/flows') && response.request().method() === 'POST',
    )
    await page.locator('#red-ui-header-button-deploy').click()
    assert.equal((await answer).status(), 200)
    const nodes = new Map((await deployed()).map((node) => [node.id, node]))
    assert.equal(nodes.size, old.length)
    for (const before of old) {
      const { configVersion, ...settings } = nodes.get(before.id) ?? assert.fail(before.id)
      assert.ok(Number(configVersion) >= 1)
      // What came later is as in a fresh dialog.
      assert.deepEqual(settings, { ...freshSettings(before.type), ...underNewNames(before) })
    }
  })

  it('are as they were after each dialog has been opened and closed', async () => {
    const before = await current()
    for (const { id, type } of before) await editor.openAndClose(id, type)
    assert.deepEqual(await current(), before)
    assert.deepEqual(editor.errors, [])
  }).timeout(300_000)
})
