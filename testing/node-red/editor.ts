import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Locator, type Page } from 'playwright-core'
import { packageRoot } from '../../lib/package-root'
import { RunningNodeRed } from '../../tools/node-red/index'
import { passwords, type User } from './admin-auth'
import { isConfigNode } from './config-nodes'

/** Debian's browser, kept from calling home. */
const browser = {
  executablePath: '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
}

const viewport = { width: 1280, height: 960 }

/** The palette's catalog would be asked for at a host outside. */
const settings = { editorTheme: { tours: false, palette: { catalogues: [] } } }

/** A Node-RED of its own with its editor open in a browser. */
export class OpenEditor {
  /** What the page wrote to its console as an error. */
  readonly errors: string[] = []

  private constructor(
    public nodeRed: RunningNodeRed,
    readonly page: Page,
    readonly context: BrowserContext,
    readonly profile: string,
  ) {
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text())
    })
    page.on('pageerror', (error) => this.errors.push(error.message))
  }

  /** @param palettes folders of other packages with nodes */
  static async open(
    flow: readonly object[],
    env: Readonly<Record<string, string>> = {},
    moreSettings: Readonly<Record<string, unknown>> = {},
    palettes: readonly string[] = [],
  ): Promise<OpenEditor> {
    const nodeRed = await RunningNodeRed.start({
      flow,
      packages: [packageRoot, ...palettes],
      env,
      settings: { ...settings, ...moreSettings },
    })
    const profile = await mkdtemp(join(tmpdir(), 'depth-browser-'))
    const context = await chromium.launchPersistentContext(profile, { ...browser, viewport })
    const page = context.pages()[0] ?? (await context.newPage())
    const editor = new OpenEditor(nodeRed, page, context, profile)
    // tsx gives functions their names with a helper that a page lacks.
    await page.addInitScript('globalThis.__name = (named) => named')
    await page.goto(nodeRed.url)
    if (moreSettings['adminAuth'] === undefined) await editor.#loaded()
    return editor
  }

  /** Loads the editor again, in another language. */
  async speak(language: string): Promise<void> {
    await this.page.evaluate(`localStorage.setItem('editor-language', '${language}')`)
    await this.page.reload()
    await this.#loaded()
  }

  /** Logs in, where `adminAuth` asks for it. */
  async login(user: User): Promise<void> {
    await this.page.locator('#node-dialog-login-username').fill(user)
    await this.page.locator('#node-dialog-login-password').fill(passwords[user])
    await this.page.locator('#node-dialog-login-submit').click()
    await this.#loaded()
  }

  async #loaded(): Promise<void> {
    await this.page.locator('#red-ui-palette .red-ui-palette-node').first().waitFor()
    await this.page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' })
  }

  /** Opens the dialog of a node of the flow and returns its form. */
  async openDialog(id: string): Promise<Locator> {
    // While the tray of the last one slides away the editor does not take clicks.
    await this.page.waitForFunction(
      `RED.view.state() === RED.state.DEFAULT && !document.querySelector('.red-ui-tray')`,
    )
    // Two clicks in one millisecond are no double click to Node-RED.
    const node = this.page.locator(`[id="${id}"] .red-ui-flow-node`)
    const form = this.page.locator('#dialog-form')
    await node.dblclick({ delay: 20 })
    // A canvas that is drawn again between the two clicks loses the first.
    await form.waitFor({ timeout: 5000 }).catch(() => node.dblclick({ delay: 20 }))
    await form.waitFor()
    await this.settled()
    return form
  }

  /** Opens the part of the dialog that is folded away. */
  async unfold(): Promise<void> {
    await this.page.locator('.depth-advanced:not([open]) > summary').click()
  }

  /** Opens the dialog of a node, of a config node as well, and closes it with Done. */
  async openAndClose(id: string, type: string): Promise<void> {
    const isConfig = isConfigNode(type)
    const open = isConfig
      ? `RED.editor.editConfig('', ${JSON.stringify(type)}, ${JSON.stringify(id)})`
      : `RED.editor.edit(RED.nodes.node(${JSON.stringify(id)}))`
    await this.page.evaluate(`${open}; 0`)
    await this.page.locator(isConfig ? '#node-config-dialog-edit-form' : '#dialog-form').waitFor()
    await this.settled()
    await this.page.locator(`#node${isConfig ? '-config' : ''}-dialog-ok`).click()
    await this.page.locator('.red-ui-tray').waitFor({ state: 'detached' })
  }

  /** Waits until the dialog on top, which slides in from the right, has come to rest. */
  async settled(): Promise<void> {
    await this.page.waitForFunction(() => {
      const tray = [...document.querySelectorAll('.red-ui-tray')].at(-1)
      return tray !== undefined && getComputedStyle(tray).right === '0px'
    })
  }

  /** Kills Node-RED as a power failure would, and starts it again at the same address. The page stays as it is. */
  async killAndRestart(): Promise<void> {
    this.nodeRed = await this.nodeRed.killAndRestart()
  }

  async close(): Promise<void> {
    await this.context.close()
    await this.nodeRed.stop()
    await rm(this.profile, { recursive: true, force: true })
  }
}
