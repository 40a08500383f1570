import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import type { NodeDef, NodeStatus } from 'node-red'
import type { FlowMessage } from '../../lib/node-red/message'
import { nodeRedPackage } from '../../tools/node-red/line'

/** A node's module, as Node-RED loads it: `import depthInfer from '../../nodes/depth-infer/…'`. */
export type NodeModule = (RED: never) => void

/**
 * A node in a test's flow; one without `wires` is a config node. `type: 'helper'` makes one whose
 * messages `receive` hands out.
 */
export type FlowNode = Partial<NodeDef> & {
  readonly id: string
  readonly type: string
  readonly wires?: readonly (readonly string[])[]
  readonly [property: string]: unknown
}

/** A node that runs, as far as tests need it. */
export interface RunningNode {
  receive(msg: Record<string, unknown>): void
  on(event: string, listener: (...args: never[]) => void): void
  once(event: string, listener: (...args: never[]) => void): void
  close(): Promise<void>
}

/** The untyped package node-red-node-test-helper, as far as it is used here. */
interface TestHelper {
  init(runtimePath: string): void
  settings(settings: object): void
  startServer(): Promise<void>
  stopServer(): Promise<void>
  load(modules: readonly NodeModule[], flow: readonly FlowNode[]): Promise<void>
  unload(): Promise<void>
  getNode(id: string): RunningNode | null
  /** Sinon's, whose spies keep every call of a node's methods with its message. */
  readonly _sandbox: { resetHistory(): void }
}

const load = createRequire(__filename)
const helper = load('node-red-node-test-helper') as TestHelper
const runtimePath = load.resolve(nodeRedPackage())
const inboxes = new Map<string, Inbox>()

/** Wire a node's errors to `caught()` by adding these to the flow. */
export const catching: readonly FlowNode[] = [
  { id: 'catch', type: 'catch', wires: [['caught']] },
  { id: 'caught', type: 'helper', wires: [] },
]

/** A node whose messages `receive` hands out. */
export function helperNode(id: string): FlowNode {
  return { id, type: 'helper', wires: [] }
}

/** To be called in `before`: starts the Node-RED line that belongs to this version of node. */
export async function startNodeRed(): Promise<void> {
  helper.init(runtimePath)
  await helper.startServer()
}

/** Lets go of the messages that the helper keeps, so that memory can be measured. */
export function forgetCalls(): void {
  helper._sandbox.resetHistory()
}

/** To be called in `after`. */
export async function stopNodeRed(): Promise<void> {
  await helper.stopServer()
}

/**
 * Starts a flow with the nodes' own modules, `catch`, `complete` and `status` included; other core
 * nodes come from `coreNode`. `settings` is what settings.js would hold.
 */
export async function loadFlow(
  modules: readonly NodeModule[],
  flow: readonly FlowNode[],
  settings: object = {},
): Promise<void> {
  helper.settings(settings)
  await helper.load(modules, [{ id: 'flow', type: 'tab' }, ...flow.map(placed)])
  for (const { id } of flow.filter(({ type }) => type === 'helper')) {
    const inbox = new Inbox()
    inboxes.set(id, inbox)
    nodeOf(id).on('input', (msg: FlowMessage) => inbox.put(msg))
  }
}

/** A node without a place is taken for a config node by Node-RED. */
function placed(node: FlowNode): FlowNode {
  return node.wires === undefined ? node : { z: 'flow', x: 0, y: 0, ...node }
}

/** To be called in `afterEach`: closes the flow's nodes. */
export async function unloadFlow(): Promise<void> {
  inboxes.clear()
  await helper.unload()
}

/** Hands a message to a node's input. */
export function send(id: string, msg: Record<string, unknown>): void {
  nodeOf(id).receive(msg)
}

/** The next message that came or comes to a node of type `helper`, in order of arrival. */
export function receive(id: string): Promise<FlowMessage> {
  const inbox = inboxes.get(id)
  if (inbox === undefined) throw new Error(`the flow has no node "${id}" of type helper`)
  return inbox.take()
}

/** The next error that a Catch node reported; needs `catching` in the flow. */
export async function caught(): Promise<{ msg: FlowMessage; code: string; message: string }> {
  const msg = await receive('caught')
  const { code, message } = msg['error'] as { code: string; message: string }
  return { msg, code, message }
}

/** The next status that a node sets. */
export function nextStatus(id: string): Promise<NodeStatus> {
  return new Promise((resolve) => {
    nodeOf(id).once('call:status', (call: { args: [NodeStatus] }) => resolve(call.args[0]))
  })
}

/** Resolves once a node sets a status whose text matches. */
export function nextStatusText(id: string, text: RegExp): Promise<void> {
  return new Promise((resolve) => {
    nodeOf(id).on('call:status', (call: { args: [NodeStatus] }) => {
      if (text.test(call.args[0].text ?? '')) resolve()
    })
  })
}

/** The node of an id in the running flow. */
export function nodeOf(id: string): RunningNode {
  const node = helper.getNode(id)
  if (node === null) throw new Error(`the flow has no running node "${id}"`)
  return node
}

/** The module of a core node by its path, such as `function/10-function`. */
export function coreNode(path: string): NodeModule {
  const file = load.resolve(`@node-red/nodes/core/${path}.js`, { paths: [dirname(runtimePath)] })
  return load(file) as NodeModule
}

/** Messages in order of arrival, for takers in order of asking. */
class Inbox {
  readonly #messages: FlowMessage[] = []
  readonly #takers: ((msg: FlowMessage) => void)[] = []

  put(msg: FlowMessage): void {
    const taker = this.#takers.shift()
    if (taker === undefined) this.#messages.push(msg)
    else taker(msg)
  }

  take(): Promise<FlowMessage> {
    const msg = this.#messages.shift()
    if (msg !== undefined) return Promise.resolve(msg)
    return new Promise((resolve) => this.#takers.push(resolve))
  }
}
