import assert from 'node:assert/strict'
import type { Locator } from 'playwright-core'
import { freshAlarm } from '../../nodes/depth-measure/alarms-setting'
import { OpenEditor } from '../../testing/node-red/editor'
import { measureFlow } from '../../testing/node-red/measure-flow'

describe('the dialog of measure depth', () => {
  let editor: OpenEditor
  let form: Locator

  before(async () => {
    editor = await OpenEditor.open(measureFlow())
    const { page } = editor
    await page.locator('[id="start"] .red-ui-flow-node-button').click()
    await page
      .locator('[id="view"] .red-ui-flow-node-status-label')
      .getByText(/cup 0\.\d\d/)
      .waitFor()
    form = await editor.openDialog('view')
  })
  after(() => editor.close())
  afterEach(() => assert.deepEqual(editor.errors, []))

  /** A setting of the node as the editor holds it. */
  const stored = (setting: string) => editor.page.evaluate(`RED.nodes.node('view').${setting}`)

  it('draws regions over the last image, which alarms then offer', async () => {
    const { page } = editor
    await form.getByText('Draw regions').click()
    const tray = page.locator('.red-ui-tray').last()
    const surface = tray.locator('.depth-surface')
    await tray.getByText('Drag to draw a rectangle.').waitFor()
    // Waits until the tray has come to rest.
    await surface.hover()
    const { x = 0, y = 0, width = 0, height = 0 } = (await surface.boundingBox()) ?? {}
    // Near the lower edge of the image, outside of the cup.
    await page.mouse.move(x + width * 0.1, y + height * 0.5)
    await page.mouse.down()
    await page.mouse.move(x + width * 0.25, y + height * 0.6)
    await page.mouse.up()
    const name = tray.getByLabel('Name 2')
    await name.fill('cup')
    await tray.getByText('Another region has this name.').first().waitFor()
    await name.fill('table')
    await tray.getByText('Done', { exact: true }).click()
    await surface.waitFor({ state: 'detached' })
    await form.getByText('garden: cup, table').waitFor()
    const offered = form.locator('#depth-measure-names option')
    const names = await offered.evaluateAll((options) =>
      options.map((option) => (option as HTMLOptionElement).value),
    )
    assert.deepEqual(names, ['cup', 'table', 'all'])
  })

  it('shows the fields of each condition, and what is wrong with an alarm', async () => {
    const alarm = form.locator('.depth-measure-alarm').first()
    const shown = async () => {
      const fields = alarm.locator('label:visible')
      return fields.evaluateAll((labels) => labels.map((label) => label.getAttribute('data-field')))
    }
    const always = [
      'name',
      'targetType',
      'target',
      'condition',
      'limit',
      'hysteresis',
      'onAfter',
      'offAfter',
    ]
    const except = async () => (await shown()).filter((name) => !always.includes(name ?? ''))
    assert.deepEqual(await except(), ['figure', 'unit'])
    await alarm.getByLabel('On when').selectOption('apart')
    assert.deepEqual(await except(), ['other'])
    await alarm.getByText('The setting "To region" is empty').waitFor()
    await alarm.getByLabel('To region').fill('table')
    await alarm.locator('.depth-measure-problem').waitFor({ state: 'detached' })
  })

  it('takes the last frame of a key as its empty map', async () => {
    await form.getByText('Compared with empty').click()
    await form.getByText('not taken yet').waitFor()
    await form.getByText('Take the last frame').click()
    await form.getByText(/^taken /).waitFor()
  })

  it('keeps regions and alarms when Done is pressed', async () => {
    await editor.page.locator('#node-dialog-ok').click()
    await form.waitFor({ state: 'hidden' })
    const regions = (await stored('regions')) as readonly { name: string; key: string }[]
    assert.deepEqual(
      regions.map(({ name, key }) => [name, key]),
      [
        ['cup', 'garden'],
        ['table', 'garden'],
      ],
    )
    assert.deepEqual(await stored('alarms'), [
      {
        ...freshAlarm,
        name: 'too near',
        target: 'cup',
        condition: 'apart',
        other: 'table',
        limit: '0.5',
        unit: 'nearness',
        hysteresis: '0',
        onAfter: '0',
        offAfter: '0',
      },
    ])
    assert.equal(await stored('valid'), true)
  })

  const rectangle = {
    kind: 'rectangle',
    points: [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ],
  }
  for (const [what, regions, text] of [
    ['null', null, /"Regions" is null/],
    ['a text', 'cup', /"Regions" is "cup"/],
    ['one without a shape', [null, { key: '', name: 'cup' }], /"Regions: name 1" is/],
    [
      'ten thousand',
      Array.from({ length: 10_000 }, (_, at) => ({ key: '', name: `r${at}`, shape: rectangle })),
      /"Regions" is an array where a list of at most 1000/,
    ],
  ] as const) {
    it(`opens with regions that cannot be used, says what is wrong, and keeps them: ${what}`, async () => {
      await editor.page.evaluate(
        `RED.nodes.node('view').regions = ${JSON.stringify(regions)}; RED.nodes.node('view').alarms = ${JSON.stringify(regions === null ? null : [null, { condition: 'louder' }])}; 0`,
      )
      form = await editor.openDialog('view')
      await form.locator('#depth-measure-regions').getByText(text).waitFor()
      await editor.page.locator('#node-dialog-ok').click()
      await form.waitFor({ state: 'hidden' })
      assert.deepEqual(await stored('regions'), regions)
      assert.equal(await stored('valid'), false)
    })
  }
})
