import assert from 'node:assert/strict'
import type { Locator } from 'playwright-core'
import sharp from 'sharp'
import { OpenEditor } from '../../testing/node-red/editor'
import { viewFlow } from '../../testing/node-red/view-flow'

describe('the tray of view depth', () => {
  let editor: OpenEditor
  let surface: Locator
  let value: Locator
  const requests: string[] = []

  before(async () => {
    editor = await OpenEditor.open(viewFlow({ show: 'depth' }))
    const { page } = editor
    surface = page.locator('.depth-surface')
    value = page.locator('.depth-view-value')
    await page.locator('[id="start"] .red-ui-flow-node-button').click()
    const image = page.locator('[id="view"] .depth-view image')
    await image.waitFor()
    page.on('request', (request) => requests.push(request.url()))
    await image.click()
    await editor.settled()
    await value.getByText('600 × 400').waitFor()
  })
  after(() => editor.close())
  afterEach(() => assert.deepEqual(editor.errors, []))

  /** The color in the middle of the surface. */
  function middle(): Promise<readonly number[]> {
    return surface.evaluate((element) => {
      const canvas = element as HTMLCanvasElement
      const context = canvas.getContext('2d')
      const { data } = context?.getImageData(canvas.width / 2, canvas.height / 2, 1, 1) ?? {}
      return [...(data ?? [])].slice(0, 3)
    })
  }

  async function choose(mode: string): Promise<void> {
    await editor.page.locator('.depth-view-modes').getByText(mode, { exact: true }).click()
  }

  it('asks for the image once, and for its values', () => {
    const asked = requests.map((url) => /depth-view\/(\w+)/.exec(url)?.[1]).filter(Boolean)
    assert.deepEqual(asked.filter((route) => route !== 'latest').toSorted(), ['image', 'values'])
  })

  it('says how near things are under the cursor, and where that is', async () => {
    await choose('Depth map')
    const { x = 0, y = 0, width = 0, height = 0 } = (await surface.boundingBox()) ?? {}
    await editor.page.mouse.move(x + width / 2, y + height / 2)
    await value.getByText(/^nearness \d+ % at (299|300|301), (199|200|201)$/).waitFor()
    await editor.page.mouse.move(x + 2, y + 2)
  })

  it('moves the cursor by the arrow keys', async () => {
    await surface.focus()
    await surface.press('ArrowRight')
    await value.getByText('at 306, 200').waitFor()
    await surface.press('ArrowUp')
    await value.getByText('at 306, 196').waitFor()
  })

  it('shows the image, the depth map, and both in one', async () => {
    const colors = new Set<string>()
    for (const mode of ['Image', 'Depth map', 'Blend']) {
      await choose(mode)
      colors.add((await middle()).join())
    }
    assert.equal(colors.size, 3)
  })

  it('takes another color map and range without asking the server', async () => {
    await choose('Depth map')
    requests.length = 0
    const inferno = await middle()
    await editor.page.locator('.depth-view-colors select').selectOption('gray')
    const gray = await middle()
    assert.equal(new Set(gray).size, 1, gray.join())
    assert.notDeepEqual(gray, inferno)
    const high = editor.page.getByLabel('Largest depth value')
    await high.fill('60')
    assert.ok((await middle())[0] === 255, 'a lower end of the range makes near things brighter')
    assert.equal(await high.getAttribute('aria-valuetext'), 'nearness 30 %')
    assert.deepEqual(
      requests.filter((url) => /depth-view\/(image|values)/.test(url)),
      [],
    )
  })

  it('loads what draws point clouds when 3D is asked for, and turns the cloud with the mouse', async () => {
    const { page } = editor
    const bundles = () => requests.filter((url) => url.endsWith('depth-points.js')).length
    assert.equal(bundles(), 0)
    await choose('3D')
    const cloud = page.locator('.depth-cloud')
    await cloud.waitFor()
    assert.equal(bundles(), 1)
    assert.equal(
      await value.innerText(),
      'Not to scale: this depth has no unit. Assumed field of view: 60°.',
    )
    const front = await cloud.screenshot()
    const { channels } = await sharp(front).stats()
    assert.ok(
      channels.slice(0, 3).every(({ stdev }) => stdev > 20),
      'nothing is drawn',
    )
    const { x = 0, y = 0, width = 0, height = 0 } = (await cloud.boundingBox()) ?? {}
    await page.mouse.move(x + width / 2, y + height / 2)
    await page.mouse.down()
    await page.mouse.move(x + width / 4, y + height / 2)
    await page.mouse.up()
    assert.ok(!(await cloud.screenshot()).equals(front), 'it did not turn')
    await page.getByText('Reset view').click()
    await choose('Depth map')
    await surface.waitFor()
  })

  it('closes with Escape', async () => {
    await surface.press('Escape')
    await surface.waitFor({ state: 'detached' })
  })

  it('opens from the dialog and by the keyboard', async () => {
    const form = await editor.openDialog('view')
    await form.getByText('Open in full size').click()
    await surface.waitFor()
    await editor.page.locator('.red-ui-tray').last().getByText('Close').click()
    await surface.waitFor({ state: 'detached' })
    await editor.page.locator('#node-dialog-cancel').click()
    await form.waitFor({ state: 'hidden' })
    await editor.page.locator('.red-ui-tray').waitFor({ state: 'detached' })
    const view = editor.page.getByRole('button', { name: /view depth: open in full size/ })
    await view.focus()
    await view.press('Enter')
    await surface.waitFor()
  })
})
