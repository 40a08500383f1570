import assert from 'node:assert/strict'
import { defaultConfig } from '../../nodes/depth-camera/config'
import { serveHttp } from '../../testing/camera/mjpeg-server'
import { scene } from '../../testing/frames/scenes'
import { OpenEditor } from '../../testing/node-red/editor'

describe('the dialog of camera', () => {
  let editor: OpenEditor
  let served: Awaited<ReturnType<typeof serveHttp>>

  before(async () => {
    const jpeg = await scene().jpeg().toBuffer()
    const good = `Basic ${Buffer.from('me:p@ss').toString('base64')}`
    served = await serveHttp(({ headers }, response) => {
      if (headers.authorization === good) response.end(jpeg)
      else response.writeHead(401, { 'www-authenticate': 'Basic realm="cam"' }).end()
    })
    const camera = { ...defaultConfig, autostart: false, wires: [[], []] }
    editor = await OpenEditor.open([
      { id: 'flow', type: 'tab', label: 'Depth' },
      { id: 'camera', type: 'depth-camera', z: 'flow', x: 200, y: 100, ...camera },
    ])
  })
  after(async () => {
    await editor.close()
    served.close()
  })
  afterEach(() => assert.deepEqual(editor.errors, []))

  it('fills in addresses of makes, hides what does not count, and shows what the camera sees', async () => {
    const form = await editor.openDialog('camera')
    const input = (name: string) => form.locator(`#node-input-${name}`)
    const visible = (name: string) => input(name).isVisible()
    assert.deepEqual([await visible('token'), await visible('autostart')], [true, true])
    await form.locator('#depth-camera-preset').selectOption({ label: 'Hikvision: RTSP' })
    assert.equal(await input('kind').inputValue(), 'rtsp')
    assert.equal(await input('address').inputValue(), 'rtsp://HOST:554/Streaming/Channels/102')
    assert.equal(await visible('token'), false)
    await input('kind').selectOption('usb')
    assert.equal(await visible('username'), false)
    await input('mode').selectOption('message')
    assert.deepEqual([await visible('autostart'), await visible('keepOpen')], [false, true])
    assert.equal(await visible('frozenAfter'), false)
    await input('unusable').selectOption({ label: 'warn once, send marked' })
    assert.deepEqual(
      [await visible('frozenAfter'), await input('frozenAfter').inputValue()],
      [true, '60'],
    )

    // A user name and password in the address move to their fields, and a make keeps the host.
    await input('kind').selectOption('snapshot')
    await input('address').fill(`${served.base.replace('//', '//me:p%40ss@')}/shot.jpg`)
    await input('address').blur()
    assert.equal(await input('address').inputValue(), `${served.base}/shot.jpg`)
    assert.equal(await input('username').inputValue(), 'me')

    await form.locator('#depth-camera-test').click()
    const result = form.locator('#depth-camera-result')
    await form.locator('#depth-camera-result[data-state=seen]').waitFor()
    assert.match((await result.textContent()) ?? '', /^320x240 jpeg, [\d.]+ frames per second$/)
    assert.equal(await form.locator('#depth-camera-image').isVisible(), true)

    await input('password').fill('wrong')
    await form.locator('#depth-camera-test').click()
    await form.locator('#depth-camera-result[data-state=failed]').waitFor()
    assert.match((await result.textContent()) ?? '', /refuses the user name and password/)

    await editor.page.locator('#node-dialog-ok').click()
    await form.waitFor({ state: 'hidden' })
    const stored = await editor.page.evaluate(
      `JSON.stringify(RED.nodes.createExportableNodeSet([RED.nodes.node('camera')]))`,
    )
    assert.ok(!String(stored).includes('wrong') && !String(stored).includes('p%40ss'))
  })
})
