import assert from 'node:assert/strict'
import { OpenDashboard } from '../../testing/examples/dashboard'

describe('the example of a Dashboard 2.0 page', () => {
  let dashboard: OpenDashboard

  before(async () => (dashboard = await OpenDashboard.open()))
  after(() => dashboard.close())

  it('has no node that is unknown or invalid once its palette is installed', async () => {
    const faulty = await dashboard.editor.page.evaluate(
      'RED.nodes.filterNodes({}).filter((node) => !node.valid || node._def.set === undefined).map((node) => node.type)',
    )
    assert.deepEqual(faulty, [])
    assert.deepEqual(dashboard.editor.errors, [])
  })

  it('shows the depth map, the meters on the gauge and the alarm', async () => {
    await dashboard.show()
    const { page } = dashboard
    const width = await page.evaluate(`document.querySelector('img[alt="depth map"]').naturalWidth`)
    assert.equal(width, 640)
    await page.getByText('too near').waitFor()
    await page.getByText('on', { exact: true }).waitFor()
    const gauge = await page.locator('.nrdb-ui-gauge').textContent()
    const [, meters] = /(\d\.\d+)/.exec(gauge ?? '') ?? []
    // The person of the rendered room stands at 4.0 m.
    assert.ok(Math.abs(Number(meters) - 4) <= 0.4, gauge ?? '')
  })
})
