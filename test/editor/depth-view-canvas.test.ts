import assert from 'node:assert/strict'
import type { Locator } from 'playwright-core'
import { OpenEditor } from '../../testing/node-red/editor'
import { viewFlow } from '../../testing/node-red/view-flow'
import { defaultConfig } from '../../nodes/depth-view/config'
import { until } from '../../testing/process/until'

/** The flow of `viewFlow`, which sends depth to two instances of a subflow with a view inside too. */
function flowWithSubflow(): readonly object[] {
  const flow = viewFlow().map((node) => {
    const { id } = node as { id: string }
    return id === 'infer' ? { ...node, wires: [['view', 'front', 'back']] } : node
  })
  const place = { z: 'flow', x: 580, wires: [] }
  const input = { x: 60, y: 80, wires: [{ id: 'inner' }] }
  return [
    ...flow,
    { id: 'door', type: 'subflow', name: 'Door', in: [input], out: [] },
    { ...defaultConfig, id: 'inner', type: 'depth-view', z: 'door', name: '', x: 200, y: 80 },
    { ...place, id: 'front', type: 'subflow:door', name: 'Front door', y: 400 },
    { ...place, id: 'back', type: 'subflow:door', name: '', y: 460 },
  ]
}

describe('view depth on the canvas', () => {
  let editor: OpenEditor
  let images: Locator
  const requests: string[] = []

  before(async () => {
    editor = await OpenEditor.open(flowWithSubflow())
    images = editor.page.locator('[id="view"] .depth-view image')
    editor.page.on('request', (request) => requests.push(request.url()))
  })
  after(() => editor.close())
  afterEach(() => assert.deepEqual(editor.errors, []))

  /** The sources of the images, once there are two whose sources are not these. */
  async function sources(other: readonly string[] = []): Promise<readonly string[]> {
    const handle = await editor.page.waitForFunction((old) => {
      const all = [...document.querySelectorAll('[id="view"] .depth-view image')]
      const found = all.map((image) => image.getAttribute('href') ?? '')
      return found.length === 2 && !found.some((href) => old.includes(href)) ? found : null
    }, other)
    return (await handle.jsonValue()) ?? []
  }

  it('shows the image and the depth map under the node after one click on inject', async () => {
    await editor.page.locator('[id="start"] .red-ui-flow-node-button').click()
    await sources()
    const [image, depth] = await images.all()
    const node = await editor.page.locator('[id="view"] .red-ui-flow-node').boundingBox()
    const box = await image?.boundingBox()
    assert.ok(node !== null && box !== null && box !== undefined)
    assert.ok(box.y >= node.y + node.height, 'the image lies over the node')
    assert.equal(Math.round(box.width), 200)
    assert.equal(Math.round(box.height), 133)
    assert.equal((await depth?.boundingBox())?.width, box.width)
  })

  it('takes twice as many pixels as it is wide, so that it is crisp when magnified', async () => {
    const sizes = await images.evaluateAll((all) =>
      Promise.all(
        all.map(async (element) => {
          const image = new Image()
          image.src = element.getAttribute('href') ?? ''
          await image.decode()
          return image.naturalWidth
        }),
      ),
    )
    assert.deepEqual(sizes, [400, 400])
  })

  it('is there after another flow was looked at, without asking for the image again', async () => {
    const before = await sources()
    requests.length = 0
    await editor.page.evaluate("RED.workspaces.show('other')")
    await images.first().waitFor({ state: 'detached' })
    await editor.page.evaluate("RED.workspaces.show('flow')")
    assert.deepEqual(await sources(), before)
    assert.deepEqual(
      requests.filter((url) => url.includes('depth-view/image')),
      [],
    )
  })

  it('is there after a deploy, and shows the next message', async () => {
    const before = await sources()
    const { page } = editor
    await page.evaluate('RED.nodes.dirty(true)')
    const answer = page.waitForResponse(
      (response) => response.url().endsWith('/flows') && response.request().method() === 'POST',
    )
    await page.locator('#red-ui-header-button-deploy').click()
    assert.equal((await answer).status(), 200)
    assert.deepEqual(await sources(), before)
    await page.locator('[id="start"] .red-ui-flow-node-button').click()
    await sources(before)
  })

  /** The id of the newest frame, as the server has it. */
  async function newest(): Promise<string | undefined> {
    const response = await fetch(new URL('depth-view/latest', editor.nodeRed.url))
    return ((await response.json()) as { id: string }[])[0]?.id
  }

  it('asks for nothing while the node is not in sight, and shows the newest when it is again', async () => {
    const { page } = editor
    const before = await sources()
    await page.evaluate("RED.workspaces.show('other')")
    await images.first().waitFor({ state: 'detached' })
    requests.length = 0
    const old = await newest()
    await editor.nodeRed.inject('start')
    await until(async () => ((await newest()) === old ? undefined : true))
    assert.deepEqual(
      requests.filter((url) => url.includes('depth-view/')),
      [],
    )
    await page.evaluate("RED.workspaces.show('flow')")
    await sources(before)
  })

  it('comes back when a deletion is undone', async () => {
    const { page } = editor
    await page.locator('[id="view"] .red-ui-flow-node').click()
    await page.keyboard.press('Delete')
    await images.first().waitFor({ state: 'detached' })
    await page.evaluate("RED.actions.invoke('core:undo')")
    await sources()
    // Before the canvas is drawn again.
    await page.locator('[id="view"] .red-ui-flow-node').click()
    await page.evaluate(
      "RED.actions.invoke('core:delete-selection'); RED.actions.invoke('core:undo')",
    )
    await sources()
  })

  it('shows inside a subflow what its instances show, and names them', async () => {
    const { page } = editor
    await page.evaluate("RED.workspaces.show('door')")
    const view = page.locator('[id="inner"] .depth-view')
    await view.locator('image').nth(1).waitFor()
    await view.getByText(/^(Front door|Door) · garden$/).waitFor()
    await view.focus()
    await page.keyboard.press('Enter')
    const tray = page.locator('.red-ui-tray')
    const choice = tray.locator('.depth-view-key select')
    await choice.selectOption('Front door · garden')
    await tray.getByText('Front door · garden · 600 × 400').waitFor()
    const names = await choice.evaluate((select) =>
      [...(select as HTMLSelectElement).options].map(({ text }) => text),
    )
    assert.deepEqual(names, ['newest', 'Door · garden', 'Front door · garden'])
    await choice.selectOption('Door · garden')
    await tray
      .locator('.depth-view-value')
      .getByText(/^Door · garden/)
      .waitFor()
  })
})
