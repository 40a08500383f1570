import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { packageRoot } from '../../lib/package-root'
import { exampleNodes, type ExampleNode } from '../../tools/examples/example-flow'
import { OpenEditor } from '../node-red/editor'

const palette = '@flowfuse/node-red-dashboard'
const folder = join(packageRoot, '.ci', 'cache', 'dashboard', 'node_modules', palette)
const example = join('05 - Measuring', '08 - Dashboard 2.0.json')

/** The example of a dashboard, imported into an empty flow and deployed. */
export class OpenDashboard {
  private constructor(
    readonly editor: OpenEditor,
    readonly page: Page,
    /** As they were imported. */
    readonly nodes: readonly ExampleNode[],
  ) {}

  /** @throws Error where `.ci/install-dashboard` has not run */
  static async open(): Promise<OpenDashboard> {
    if (!existsSync(folder)) throw new Error(`${palette} is missing. Run .ci/install-dashboard.`)
    const flow = [{ id: 'flow', type: 'tab', label: 'Depth' }]
    const editor = await OpenEditor.open(flow, {}, {}, [folder])
    const nodes = JSON.stringify(await exampleNodes(example))
    await editor.page.evaluate(`RED.view.importNodes(${nodes}, { generateIds: true }); 0`)
    // The nodes hang on the mouse until they are put down.
    await editor.page.locator('#red-ui-workspace-chart').click({ position: { x: 600, y: 300 } })
    await editor.page.locator('#red-ui-header-button-deploy').click()
    await editor.page.waitForFunction('!RED.nodes.dirty()')
    const imported = await editor.page.evaluate<ExampleNode[]>('RED.nodes.createCompleteNodeSet()')
    const page = await editor.context.newPage()
    await page.goto(new URL('dashboard/depth', editor.nodeRed.url).href)
    return new OpenDashboard(editor, page, imported)
  }

  /** Presses the button of the flow, and waits until the page shows its image. */
  async show(): Promise<void> {
    const button = this.nodes.find(({ type }) => type === 'inject')
    await this.editor.nodeRed.inject(button?.id ?? '')
    await this.page.waitForFunction(
      `document.querySelector('img[alt="depth map"]')?.naturalWidth > 0`,
    )
  }

  close(): Promise<void> {
    return this.editor.close()
  }
}
