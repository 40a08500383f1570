import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../lib/package-root'
import { nodeRedPackage, writeUserDir } from '../../tools/node-red'

/** How much of a flow a deploy starts again, as in the editor's Deploy menu. */
export const deploymentTypes = ['full', 'flows', 'nodes'] as const

export type DeploymentType = (typeof deploymentTypes)[number]

export type Message = Record<string, unknown>

/** What Node-RED's hooks tell of a message, as far as it is used here. */
interface HookEvents {
  readonly onSend: readonly {
    readonly msg: Message
    readonly destination: { readonly id: string }
  }[]
  readonly preDeliver: { readonly msg: Message; readonly destination: { readonly id: string } }
  readonly onReceive: { readonly msg: Message; readonly destination: { readonly id: string } }
  readonly onComplete: {
    readonly msg: Message
    readonly node: { readonly id: string }
    readonly error?: unknown
  }
}

/** The package node-red, as far as it is used here. */
interface NodeRedPackage {
  init(server: unknown, settings: object): void
  start(): Promise<void>
  stop(): Promise<void>
  readonly nodes: { getNode(id: string): { receive(msg: unknown): void } | null }
  readonly runtime: { readonly flows: { setFlows(options: object): Promise<unknown> } }
  readonly events: { once(event: string, listener: () => void): void }
  readonly hooks: {
    add<Name extends keyof HookEvents>(name: Name, hook: (event: HookEvents[Name]) => void): void
  }
}

/**
 * The real Node-RED with the built package, in this process: messages need not be JSON to come in,
 * and its hooks tell what becomes of each one.
 */
export class EmbeddedNodeRed {
  private constructor(
    readonly red: NodeRedPackage,
    readonly userDir: string,
  ) {}

  static async start(flow: readonly object[]): Promise<EmbeddedNodeRed> {
    const userDir = await mkdtemp(join(tmpdir(), 'depth-chaos-'))
    const options = { logging: { console: { level: 'off' } }, httpAdminRoot: false }
    await writeUserDir(userDir, 0, { flow, packages: [packageRoot], settings: options })
    const { default: settings } = (await import(join(userDir, 'settings.js'))) as {
      default: object
    }
    const { default: red } = (await import(nodeRedPackage())) as { default: NodeRedPackage }
    red.init(createServer(), { ...settings, userDir, fileWorkingDirectory: userDir })
    const nodeRed = new EmbeddedNodeRed(red, userDir)
    await nodeRed.#started(() => red.start())
    return nodeRed
  }

  async deploy(flow: readonly object[], deploymentType: DeploymentType): Promise<void> {
    await this.#started(() =>
      this.red.runtime.flows.setFlows({ flows: { flows: flow }, deploymentType }),
    )
  }

  async stop(): Promise<void> {
    await this.red.stop()
    await rm(this.userDir, { recursive: true, force: true })
  }

  async #started(begin: () => Promise<unknown>): Promise<void> {
    const started = new Promise<void>((resolve) => this.red.events.once('flows:started', resolve))
    await begin()
    await started
  }
}
