import { setTimeout as sleep } from 'node:timers/promises'
import { defaultConfig as render } from '../../nodes/depth-render/config'
import { defaultConfig as timing } from '../../nodes/depth-timing/config'
import { inferNode } from '../node-red/infer-flow'
import { loadImageNode } from '../node-red/load-image-node'
import { childrenOf } from '../process/processes'
import { Books } from './books'
import { EmbeddedNodeRed, type DeploymentType, type Message } from './embedded-node-red'

/** Changes to the nodes of the flow, by id. */
export type Changes = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** The nodes that are tried. */
export const nodesUnderTest = ['load', 'infer', 'render', 'timing'] as const

export type Entrance = (typeof nodesUnderTest)[number]

/** A message that has no fate by then has none. */
const settleMs = 60_000

/** A flow of all nodes with messages on their way through it, and the books of them. */
export class Arena {
  readonly books = new Books()
  #messages = 0

  private constructor(readonly nodeRed: EmbeddedNodeRed) {}

  static async open(changes: Changes): Promise<Arena> {
    const arena = new Arena(await EmbeddedNodeRed.start(flowOf(changes)))
    const { hooks } = arena.nodeRed.red
    const { books } = arena
    hooks.add('onSend', (events) => {
      for (const { msg, destination } of events) books.moved(msg, destination.id)
    })
    hooks.add('onReceive', ({ msg, destination: { id } }) => {
      if (id === 'sent' || id === 'dropped') books.end(msg, id)
      if (id === 'failed') books.failed(msg)
    })
    hooks.add('onComplete', ({ msg, node, error }) => {
      if (error === undefined) books.completed(msg, node.id)
    })
    return arena
  }

  /** Process ids of the models that are loaded. */
  get models(): readonly number[] {
    return childrenOf(process.pid)
  }

  /**
   * Hands a message to a node.
   *
   * @param make makes the message around its id
   * @param label what it is, for people who want to send it again
   */
  send(make: (id: string) => Message, label: string, at: Entrance = 'load'): void {
    const id = `m${this.#messages++}`
    this.books.enter(id, at, `${label}, to ${at}`)
    try {
      this.nodeRed.red.nodes.getNode(at)?.receive(make(id))
    } catch {
      this.books.withdraw(id)
    }
  }

  /** Resolves when fewer messages than that are on their way. */
  async atMost(open: number): Promise<void> {
    const deadline = performance.now() + settleMs
    while (this.books.open > open && performance.now() < deadline) await sleep(1)
  }

  async deploy(changes: Changes, type: DeploymentType): Promise<void> {
    this.books.deployed()
    await this.nodeRed.deploy(flowOf(changes), type)
  }

  /** Sends images until one comes through again, whatever was done to Node-RED before. */
  async recover(payload: Buffer): Promise<void> {
    const { counts } = this.books
    const { sent } = counts
    for (let attempt = 0; attempt < 60 && counts.sent === sent; attempt++) {
      this.send((_msgid) => ({ _msgid, payload }), 'an image after the chaos')
      await this.#untilQuiet()
      if (counts.sent === sent) await sleep(1000)
    }
    if (counts.sent === sent) this.books.fault('no image comes through any more')
  }

  /** Waits until each message has its fate. */
  async settle(): Promise<void> {
    await this.#untilQuiet()
    this.books.close()
  }

  async #untilQuiet(): Promise<void> {
    const deadline = performance.now() + settleMs
    while (!this.books.quiet && performance.now() < deadline) await sleep(20)
  }
}

function flowOf(changes: Changes): readonly object[] {
  const small = { modelType: 'catalog', size: 56, timeLimit: 10, reportDrops: true, outputs: 2 }
  const nodes = [
    loadImageNode('load', [['infer']], { timeLimit: 1, maxMegabytes: 8, maxMegapixels: 20 }),
    inferNode('infer', 'tiny-v2', [['render'], ['dropped']], { ...small, queueLimit: 100 }),
    { id: 'render', type: 'depth-render', ...render, size: 'model', wires: [['timing']] },
    { id: 'timing', type: 'depth-timing', ...timing, interval: 0, wires: [['sent'], []] },
    { id: 'catch', type: 'catch', scope: [...nodesUnderTest], wires: [['failed']] },
    ...['sent', 'failed', 'dropped'].map((id) => ({ id, type: 'debug', active: false, wires: [] })),
  ]
  return [
    { id: 'flow', type: 'tab', label: 'Chaos' },
    ...nodes.map((node) => ({ ...node, ...changes[node.id], z: 'flow', x: 0, y: 0 })),
  ]
}
