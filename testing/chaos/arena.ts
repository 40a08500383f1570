import { setTimeout as sleep } from 'node:timers/promises'
import { inferNode } from '../node-red/infer-flow'
import { loadImageNode } from '../node-red/load-image-node'
import { freshSettings } from '../node-red/stored-settings'
import { childrenOf } from '../process/processes'
import { Books, type CaughtError } from './books'
import { EmbeddedNodeRed, type DeploymentType, type Message } from './embedded-node-red'

/** Changes to the nodes of the flow, by id. */
export type Changes = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** The nodes that send a message on, in its order. */
const chain = [
  'load',
  'infer',
  'stabilize',
  'calibrate',
  'measure',
  'export',
  'render',
  'timing',
] as const

/** The nodes that a message ends at; each gets a copy of its own. */
const ends = ['view', 'stream'] as const

/** The nodes that are tried. */
export const nodesUnderTest = [...chain, ...ends] as const

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
      for (const { msg, destination } of events) {
        if (!isEnd(destination.id)) books.moved(idAt(msg), destination.id)
      }
    })
    // The copies are made by then.
    hooks.add('preDeliver', ({ msg, destination: { id } }) => {
      if (isEnd(id)) books.enter(idAt(msg, id), id, books.labelOf(idAt(msg)))
    })
    hooks.add('onReceive', ({ msg, destination: { id } }) => {
      if (id === 'sent' || id === 'dropped') books.end(idAt(msg), id)
      if (id === 'failed') books.failed(idAt(msg, errorOf(msg)?.source?.id), errorOf(msg))
    })
    hooks.add('onComplete', ({ msg, node, error }) => {
      if (error !== undefined) return
      if (isEnd(node.id)) books.end(idAt(msg, node.id), 'sent')
      else books.completed(idAt(msg), node.id)
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
    const entry = idAt({ _msgid: id }, at)
    this.books.enter(entry, at, `${label}, to ${at}`)
    try {
      this.nodeRed.red.nodes.getNode(at)?.receive(make(id))
    } catch {
      this.books.withdraw(entry)
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

/** What the books call a message: the copies of one have its id as well. */
function idAt(msg: Message, node = ''): string {
  return isEnd(node) ? `${String(msg['_msgid'])} at ${node}` : String(msg['_msgid'])
}

function isEnd(node: string): boolean {
  return (ends as readonly string[]).includes(node)
}

function errorOf(msg: Message): CaughtError | undefined {
  return msg['error'] as CaughtError | undefined
}

function fresh(id: Entrance, wires: readonly (readonly string[])[], settings: object = {}): object {
  return { id, type: `depth-${id}`, ...freshSettings(`depth-${id}`), ...settings, wires }
}

function flowOf(changes: Changes): readonly object[] {
  const small = { modelType: 'catalog', size: 56, timeLimit: 10, reportDrops: true, outputs: 2 }
  const written = { output: 'file', filename: 'depth/{key}.{extension}', outputProperty: 'file' }
  const nodes: readonly { readonly id?: string }[] = [
    loadImageNode('load', [['infer']], { timeLimit: 1, maxMegabytes: 8, maxMegapixels: 20 }),
    inferNode('infer', 'tiny-v2', [['stabilize'], ['dropped']], { ...small, queueLimit: 100 }),
    fresh('stabilize', [['calibrate']]),
    fresh('calibrate', [['measure']]),
    fresh('measure', [['export', ...ends], []], { outputProperty: 'figures' }),
    fresh('export', [['render']], written),
    fresh('render', [['timing']], { size: 'model' }),
    fresh('timing', [['sent'], []], { interval: 0 }),
    ...ends.map((id) => fresh(id, [])),
    { id: 'catch', type: 'catch', scope: [...nodesUnderTest], wires: [['failed']] },
    ...['sent', 'failed', 'dropped'].map((id) => ({ id, type: 'debug', active: false, wires: [] })),
  ]
  return [
    { id: 'flow', type: 'tab', label: 'Chaos' },
    ...nodes.map((node) => ({ ...node, ...changes[node.id ?? ''], z: 'flow', x: 0, y: 0 })),
  ]
}
