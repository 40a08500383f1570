import assert from 'node:assert/strict'
import type { Locator, Page } from 'playwright-core'
import { adminAuth } from '../../testing/node-red/admin-auth'
import { OpenEditor } from '../../testing/node-red/editor'
import { viewFlow } from '../../testing/node-red/view-flow'
import { until } from '../../testing/process/until'

/** Timers that the sidebar's script has started and that have neither fired nor been stopped. */
const countTimers = `
  window.sidebarTimers = new Set()
  for (const [start, stop, isOnce] of [
    ['setTimeout', 'clearTimeout', true],
    ['setInterval', 'clearInterval', false],
  ]) {
    const [started, stopped] = [window[start], window[stop]]
    window[start] = (run, ...rest) => {
      const isOurs = new Error().stack.includes('depth-sidebar')
      const id = started.call(window, (...given) => {
        if (isOnce) window.sidebarTimers.delete(id)
        run(...given)
      }, ...rest)
      if (isOurs) window.sidebarTimers.add(id)
      return id
    }
    window[stop] = (id) => {
      window.sidebarTimers.delete(id)
      stopped.call(window, id)
    }
  }
`

describe('the sidebar', () => {
  let editor: OpenEditor
  let page: Page
  let sidebar: Locator
  const requests: string[] = []
  let sockets = 0

  before(async () => {
    editor = await OpenEditor.open(viewFlow(), {}, { adminAuth })
    page = editor.page
    page.on('request', (request) => requests.push(request.url()))
    page.on('websocket', () => sockets++)
    await page.evaluate(countTimers)
    await editor.login('admin')
    sidebar = page.locator('.depth-sidebar')
    // The canvas asks for the images of views that are in sight.
    await page.evaluate("RED.workspaces.show('other')")
  })
  after(() => editor.close())

  function show(tab: string): Promise<void> {
    return page.evaluate(`RED.sidebar.show('${tab}')`)
  }

  /** What the sidebar has asked for and what of it runs, since the last call. */
  async function activity() {
    const asked = requests.splice(0).filter((url) => /depth-(monitor|view)\//.test(url))
    return { asked, timers: await page.evaluate('window.sidebarTimers.size') }
  }

  /** Waits until everything that was under way has ended, and a timer of half a second would have fired. */
  async function quiet(): Promise<void> {
    await page.evaluate('new Promise((resolve) => setTimeout(resolve, 1200))')
  }

  async function inject(): Promise<void> {
    await page.evaluate("$.ajax('inject/start', { method: 'POST' }).then(() => undefined)")
  }

  it('asks for nothing and runs no timer before it is opened', async () => {
    await activity()
    await inject()
    await quiet()
    assert.deepEqual(await activity(), { asked: [], timers: 0 })
  })

  it('shows the models that run, where the time of messages went, and the last images', async () => {
    await show('depth')
    const model = sidebar.locator('.depth-sidebar-model')
    await model.getByText('Tiny V2 · fp32').waitFor()
    await model.getByText(/^cpu · \d+ MB · 1 node$/).waitFor()
    await model.locator('dl').getByText(/^1$/).waitFor()
    assert.match((await model.locator('dl').textContent()) ?? '', /Frames1fps[\d.]+Queue0Restarts0/)
    const whole =
      /^tiny-v2; \d+ ms; read: .* ms, depth-load-image; .*inference: \d+ ms, depth-infer, tiny-v2, cpu, first run;/
    await sidebar.getByRole('img', { name: whole }).waitFor()
    const legend = sidebar.locator('.depth-sidebar-legend')
    for (const stage of ['read', 'decode', 'inference']) await legend.getByText(stage).waitFor()
    await sidebar.locator('.depth-sidebar-image img[src^=blob]').waitFor()
    await sidebar.getByRole('button', { name: 'garden: open in full size' }).waitFor()
  })

  it('names a stage and its time under the mouse and to the arrow keys, and stands still meanwhile', async () => {
    const reading = sidebar.locator('.depth-sidebar-reading')
    await sidebar.locator('.depth-sidebar-bar').first().focus()
    await page.keyboard.press('ArrowRight')
    await reading.getByText(/^read: [\d.]+ ms, depth-load-image$/).waitFor()
    await page.keyboard.press('ArrowRight')
    await reading.getByText(/^queue: /).waitFor()
    await inject()
    await sidebar.locator('.depth-sidebar-model dd').getByText('2', { exact: true }).waitFor()
    assert.equal(await sidebar.locator('.depth-sidebar-bar').count(), 1)
    await page.locator('#red-ui-header').hover()
    await page.evaluate('document.activeElement.blur()')
    await sidebar.locator('.depth-sidebar-bar').nth(1).waitFor()
    const newest = sidebar.locator(
      '.depth-sidebar-bar[aria-label*="range:"]:not([aria-label*="first run"])',
    )
    const inference = newest.locator('.depth-sidebar-stage:nth-last-child(2)')
    await inference.hover({ force: true })
    await reading.getByText(/^inference: \d+ ms, depth-infer, tiny-v2, cpu$/).waitFor()
  })

  it('opens an image in full size', async () => {
    await page.evaluate("RED.workspaces.show('flow')")
    await sidebar.locator('.depth-sidebar-image').click()
    const tray = page.locator('.red-ui-tray')
    await tray.getByText('garden · 600 × 400').waitFor()
    await editor.settled()
    await page.getByRole('button', { name: 'Close', exact: true }).click()
    await tray.waitFor({ state: 'detached' })
    await page.evaluate("RED.workspaces.show('other')")
  })

  it('unloads a model', async () => {
    await sidebar.getByRole('button', { name: 'Unload: Tiny V2 · fp32' }).click()
    await sidebar.getByText('not loaded · 1 node').waitFor()
  })

  it('asks at most twice a second while it is open', async () => {
    await activity()
    const began = performance.now()
    await quiet()
    const { asked, timers } = await activity()
    const states = asked.filter((url) => url.includes('depth-monitor/state'))
    assert.ok(states.length <= 1 + (performance.now() - began) / 500, `${states.length} requests`)
    assert.ok(Number(timers) > 0)
  })

  for (const [how, hide, reveal] of [
    ['another tab of the sidebar is chosen', () => show('info'), () => show('depth')],
    [
      'the sidebar is closed',
      () => page.evaluate("RED.actions.invoke('core:toggle-sidebar')"),
      () => page.evaluate("RED.actions.invoke('core:toggle-sidebar')"),
    ],
  ] as const) {
    it(`asks for nothing and runs no timer once ${how}`, async () => {
      await hide()
      await quiet()
      await activity()
      await inject()
      await quiet()
      assert.deepEqual(await activity(), { asked: [], timers: 0 })
      await reveal()
      await until(async () => ((await activity()).asked.length > 0 ? true : undefined))
    })
  }

  it('shows whoever may only read the images, and no button that unloads', async () => {
    await page.evaluate('localStorage.clear()')
    await page.reload()
    await editor.login('viewer')
    await page.evaluate("RED.workspaces.show('flow')")
    await show('depth')
    await sidebar.locator('.depth-sidebar-model').waitFor()
    await sidebar.locator('.depth-sidebar-image img[src^=blob]').waitFor()
    assert.equal(await sidebar.getByRole('button', { name: /^Unload/ }).count(), 0)
    const images = page.locator('[id="view"] .depth-view image')
    await images.nth(1).waitFor()
    const status = await page.evaluate(
      `$.ajax('depth-monitor/unload', { method: 'POST', contentType: 'application/json', data: '{"id":"1"}' })
        .then(() => 200, ({ status }) => status)`,
    )
    assert.equal(status, 401)
  })

  it('opens no socket besides that of the editor, and writes no error to the console', () => {
    // One for each of the two who have logged in.
    assert.equal(sockets, 2)
    // The browser reports each refusal; the editor asks before somebody has logged in, and so did we.
    assert.deepEqual(
      editor.errors.filter((text) => !text.includes('status of 401')),
      [],
    )
  })
})
