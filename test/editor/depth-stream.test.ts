import assert from 'node:assert/strict'
import { defaultConfig } from '../../nodes/depth-stream/config'
import { OpenEditor } from '../../testing/node-red/editor'
import { httpNodeAuth, httpNodeLogin } from '../../testing/node-red/http-node-auth'
import { loadImageNode } from '../../testing/node-red/load-image-node'

const place = { z: 'flow', y: 100 }
const flow = [
  { id: 'flow', type: 'tab', label: 'Depth' },
  {
    ...place,
    id: 'start',
    type: 'inject',
    name: 'start',
    props: [],
    repeat: '',
    crontab: '',
    once: true,
    onceDelay: 0.1,
    x: 100,
    wires: [['load']],
  },
  {
    ...place,
    ...loadImageNode('load', [['stream']], { sourceType: 'sample', source: 'photo-coffee' }),
    x: 260,
  },
  { ...place, id: 'stream', type: 'depth-stream', name: '', x: 420, ...defaultConfig },
]

describe('stream images in a browser', () => {
  let editor: OpenEditor

  before(async () => {
    editor = await OpenEditor.open(flow, {}, { httpNodeAuth, httpNodeRoot: '/flows' })
  })
  after(() => editor.close())

  it('its dialog shows the addresses, and the fields that count', async () => {
    const form = await editor.openDialog('stream')
    const links = form.locator('#depth-stream-addresses a')
    const base = '/flows/depth-stream'
    await links.nth(2).waitFor()
    assert.deepEqual(await links.allTextContents(), [
      `${base}/depth.mjpg`,
      `${base}/depth.jpg`,
      `${base}/depth`,
    ])
    await form.locator('#node-input-path').fill('no good/name')
    await links.first().waitFor({ state: 'hidden' })
    await form.locator('#node-input-path').fill('yard')
    assert.equal(await links.last().textContent(), `${base}/yard`)
    await editor.page.evaluate("RED.settings.httpNodeRoot = '/'; 0")
    await form.locator('#node-input-path').fill('door')
    const href = await links.last().evaluate((link) => (link as HTMLAnchorElement).href)
    assert.equal(href, new URL('/depth-stream/door', editor.nodeRed.url).href)
    assert.equal(await form.locator('.depth-render-fixed').isVisible(), false)
    await form.locator('#node-input-range').selectOption('fixed')
    assert.equal(await form.locator('.depth-render-fixed').isVisible(), true)
    await editor.page.locator('#node-dialog-cancel').click()
    await form.waitFor({ state: 'hidden' })
    assert.deepEqual(editor.errors, [])
  })

  it('its page shows the live picture to whoever has the password, and again after a restart', async () => {
    const address = new URL('/flows/depth-stream/depth', editor.nodeRed.url)
    assert.equal((await fetch(address)).status, 401)
    assert.doesNotMatch(editor.nodeRed.log(), /Anybody who reaches/)
    const { page } = editor
    await page.setExtraHTTPHeaders({
      authorization: `Basic ${Buffer.from(httpNodeLogin).toString('base64')}`,
    })
    await page.goto(address.href, { waitUntil: 'domcontentloaded' })
    await page.waitForFunction(`document.querySelector('img').naturalWidth === 600`)
    assert.equal(await page.evaluate(`document.querySelector('img').naturalHeight`), 400)
    const again = page.waitForResponse(
      (response) => response.url().endsWith('.mjpg') && response.ok(),
    )
    await editor.killAndRestart()
    await again
    await page.waitForFunction(`document.querySelector('img').style.opacity === '1'`)
  })
})
