import assert from 'node:assert/strict'
import type { Locator } from 'playwright-core'
import { OpenEditor } from '../../testing/node-red/editor'
import { viewFlow } from '../../testing/node-red/view-flow'
import { until } from '../../testing/process/until'

describe('view depth on the canvas', () => {
  let editor: OpenEditor
  let images: Locator
  const requests: string[] = []

  before(async () => {
    editor = await OpenEditor.open(viewFlow())
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
  })
})
