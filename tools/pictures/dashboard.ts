import { OpenDashboard } from '../../testing/examples/dashboard'

/** The example of a Dashboard 2.0 page in a browser; needs `.ci/install-dashboard`. */
export async function dashboard(): Promise<Buffer> {
  const opened = await OpenDashboard.open()
  try {
    const { page } = opened
    await page.setViewportSize({ width: 1024, height: 640 })
    await opened.show()
    await page.getByText('on', { exact: true }).waitFor()
    // Charts and gauges move to their values.
    await page.waitForFunction(
      'document.getAnimations().every(({ playState }) => playState !== "running")',
    )
    return await page.screenshot()
  } finally {
    await opened.close()
  }
}
