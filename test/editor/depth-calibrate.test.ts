import assert from 'node:assert/strict'
import type { Locator } from 'playwright-core'
import type { StoredReference } from '../../nodes/depth-calibrate/references-setting'
import { calibrateFlow } from '../../testing/node-red/calibrate-flow'
import { OpenEditor } from '../../testing/node-red/editor'
import { until } from '../../testing/process/until'

describe('the dialog of calibrate depth', () => {
  let editor: OpenEditor
  let form: Locator
  let surface: Locator
  let place: Locator
  let meters: Locator

  before(async () => {
    editor = await OpenEditor.open(calibrateFlow())
    const { page } = editor
    surface = page.locator('.depth-shapes .depth-surface')
    place = page.locator('.depth-shapes-list .depth-shapes-place')
    meters = page.locator('.depth-shapes-list .depth-shapes-meters')
    await page.locator('[id="start"] .red-ui-flow-node-button').click()
    await page.locator('[id="calibrate"]').getByText('not calibrated').waitFor()
    form = await editor.openDialog('calibrate')
    await form.getByText('Place on the last image').click()
    await editor.settled()
    await page.locator('.depth-shapes-value').getByText('Click to set a point').waitFor()
  })
  after(() => editor.close())
  afterEach(() => assert.deepEqual(editor.errors, []))

  /** A place of the image on the page. The surface is wider than the image of 3:2. */
  async function at(x: number, y: number): Promise<readonly [number, number]> {
    const box = await surface.boundingBox()
    assert.ok(box !== null)
    const width = Math.min(box.width, 1.5 * box.height)
    const height = width / 1.5
    const [left, top] = [box.x + (box.width - width) / 2, box.y + (box.height - height) / 2]
    return [left + x * width, top + y * height]
  }

  it('places points with the mouse, and the distance is typed at once', async () => {
    await editor.page.mouse.click(...(await at(0.35, 0.74)))
    await editor.page.keyboard.type('0.5')
    await editor.page.mouse.click(...(await at(0.9, 0.15)))
    await editor.page.keyboard.type('0,7')
    assert.deepEqual(
      [await meters.nth(0).inputValue(), await meters.nth(1).inputValue()],
      ['0.5', '0,7'],
    )
    assert.match(await place.nth(1).inputValue(), /^(89|90)[.\d]*, 1[45][.\d]*$/)
    await editor.page.getByText('Error unknown: place three or more.').waitFor()
  })

  it('takes the median of the frames that come after the image', async () => {
    const notes = editor.page.locator('.depth-shapes-note')
    for (const frames of [2, 3]) {
      await editor.nodeRed.inject('start')
      for (const row of [0, 1]) {
        await notes.nth(row).getByText(`median of ${frames} frames`).waitFor()
      }
    }
  })

  it('drags a point, and draws a rectangle', async () => {
    const { mouse } = editor.page
    await mouse.move(...(await at(0.9, 0.15)))
    await mouse.down()
    await mouse.move(...(await at(0.85, 0.12)))
    await mouse.move(...(await at(0.8, 0.1)))
    await mouse.up()
    assert.match(await place.nth(1).inputValue(), /^(79|80)[.\d]*, (9|10)\b/)
    await editor.page.locator('.depth-shapes-kinds').getByText('Rectangle').click()
    await mouse.move(...(await at(0.45, 0.35)))
    await mouse.down()
    await mouse.move(...(await at(0.5, 0.38)))
    await mouse.move(...(await at(0.55, 0.42)))
    await mouse.up()
    await editor.page.keyboard.type('0.4')
    assert.equal((await place.nth(2).inputValue()).split(';').length, 2)
    await editor.page.getByText(/^References: 3\. Error about \d+ %/).waitFor()
  })

  it('does the same by the keyboard', async () => {
    const { page } = editor
    await page.locator('.depth-shapes-kinds').getByText('Point').click()
    await surface.focus()
    // The first one stands in the middle of the image, where the selected rectangle is not.
    for (let step = 0; step < 3; step++) await surface.press('ArrowDown')
    await surface.press('Escape')
    for (let step = 0; step < 20; step++) await surface.press('ArrowDown')
    await surface.press('Enter')
    await page.keyboard.type('0.35')
    const placed = await place.nth(3).inputValue()
    await surface.focus()
    await surface.press('Shift+ArrowRight')
    assert.notEqual(await place.nth(3).inputValue(), placed)
    await surface.press('Delete')
    assert.equal(await place.count(), 3)
  })

  it('takes a place as numbers, and says what is wrong with others', async () => {
    await place.nth(0).fill('30, 120')
    assert.equal(await place.nth(0).getAttribute('aria-invalid'), 'true')
    await place.nth(0).fill('30, 70')
    assert.equal(await place.nth(0).getAttribute('aria-invalid'), 'false')
    await meters.nth(0).fill('near')
    assert.equal(await meters.nth(0).getAttribute('aria-invalid'), 'true')
    await editor.page.getByText('A distance is missing.').waitFor()
    await meters.nth(0).fill('0.5')
  })

  it('fits in a window of 800 pixels', async () => {
    const { page } = editor
    await page.setViewportSize({ width: 800, height: 900 })
    for (const part of [surface, meters.first(), page.getByText('Read depth again')]) {
      // The editor makes room some time after the window has changed.
      await until(async () => {
        const { x = NaN, width = NaN } = (await part.boundingBox()) ?? {}
        const tray = await page.locator('.red-ui-tray').last().boundingBox()
        const right = (tray?.x ?? NaN) + (tray?.width ?? NaN)
        return (x >= (tray?.x ?? NaN) && x + width <= right) || undefined
      })
    }
    await page.setViewportSize({ width: 1280, height: 960 })
  })

  it('keeps the references with the depth that was seen, and makes meters after the next deploy', async () => {
    const { page } = editor
    await page.locator('.red-ui-tray').last().getByText('Done').click()
    await page.locator('.depth-shapes').waitFor({ state: 'detached' })
    await editor.settled()
    await form.getByText(/^garden: References: 3\./).waitFor()
    await page.locator('#node-dialog-ok').click()
    await form.waitFor({ state: 'hidden' })
    const references: readonly StoredReference[] = await page.evaluate(
      `RED.nodes.node('calibrate').references`,
    )
    assert.deepEqual(
      references.map(({ key, shape: { kind }, meters: distance }) => [key, kind, distance]),
      [
        ['garden', 'point', 0.5],
        ['garden', 'point', 0.7],
        ['garden', 'rectangle', 0.4],
      ],
    )
    for (const { seen } of references) {
      assert.equal(typeof seen?.depth, 'number')
      assert.equal(seen?.frames, 3)
      assert.equal(seen.origin.model, 'tiny-v2')
      assert.deepEqual(seen.origin.source, { width: 600, height: 400 })
    }
    assert.deepEqual(await page.evaluate(`RED.nodes.node('calibrate').validationErrors`), [])
    await page.locator('#red-ui-header-button-deploy').click()
    // The button is disabled as soon as the deploy begins.
    await page.waitForFunction('!RED.nodes.dirty()')
    // A message that is sent while the flows still start is lost.
    const status = page.locator('[id="calibrate"]').getByText(/error about \d+ %/)
    await until(async () => {
      await page.locator('[id="start"] .red-ui-flow-node-button').click()
      return status.waitFor({ timeout: 3000 }).then(
        () => true,
        () => undefined,
      )
    })
    await page.locator('[id="view"] .depth-view-caption').getByText(/ m$/).waitFor()
  })
})
