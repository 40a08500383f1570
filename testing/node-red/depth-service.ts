import { setTimeout as sleep } from 'node:timers/promises'
import type { Stage } from '../../lib/timing/timeline'
import { RunningNodeRed, type StartOptions } from '../../tools/node-red/index'
import { inferNode } from './infer-flow'
import { loadImageNode } from './load-image-node'
import { childrenOf } from '../process/processes'

/** What a flow answers to an image: its depth, or the error that a Catch node got. */
export interface DepthAnswer {
  readonly status: number
  readonly depth?: { readonly model: string; readonly provider: string }
  readonly stages?: readonly Stage[]
  readonly code?: string
  readonly message?: string
}

/** What Node-RED holds, once collecting garbage frees no more. */
export interface Footprint {
  /** In the heap and outside of it. */
  readonly heldMB: number
  /** Listeners on the process and on Node-RED's own events. */
  readonly listeners: number
  /** Timers, sockets and the like that keep the event loop busy. */
  readonly resources: number
}

const tab = { id: 'flow', type: 'tab', label: 'Depth' }
const startLimitMs = 5000

/** The real red.js with a flow that takes images over HTTP and answers with their depth. */
export class DepthService {
  private constructor(readonly nodeRed: RunningNodeRed) {}

  /** @param infer changes to the infer depth node of the flow */
  static async start(
    model: string,
    infer: Record<string, unknown>,
    options: Omit<StartOptions, 'flow'>,
  ): Promise<DepthService> {
    const flow = depthFlow(model, infer)
    return new DepthService(await RunningNodeRed.start({ flow, ...options }))
  }

  /** Posts a JPEG to the flow. */
  async depthOf(image: Buffer): Promise<DepthAnswer> {
    const response = await this.#untilServed('depth', {
      method: 'POST',
      headers: { 'content-type': 'image/jpeg' },
      body: new Uint8Array(image),
    })
    return { status: response.status, ...((await response.json()) as object) }
  }

  async footprint(): Promise<Footprint> {
    const response = await this.#untilServed('footprint')
    return (await response.json()) as Footprint
  }

  /** Process ids of Node-RED and of the models that it has loaded, newest first. */
  get pids(): { readonly nodeRed: number; readonly models: readonly number[] } {
    const nodeRed = this.nodeRed.process.pid ?? NaN
    return { nodeRed, models: childrenOf(nodeRed) }
  }

  /** Deploys a flow in place of the one that runs, as a full deploy. */
  async deploy(flow: readonly object[]): Promise<void> {
    const response = await fetch(new URL('flows', this.nodeRed.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'Node-RED-Deployment-Type': 'full' },
      body: JSON.stringify(flow),
    })
    if (!response.ok) throw new Error(`the deploy answered ${response.status}`)
  }

  /** A flow that has just been deployed may not listen yet. */
  async #untilServed(path: string, init: RequestInit = {}): Promise<Response> {
    const deadline = performance.now() + startLimitMs
    for (;;) {
      const response = await fetch(new URL(path, this.nodeRed.url), init)
      if (response.status !== 404 || performance.now() > deadline) return response
      await sleep(20)
    }
  }
}

/** Image in by POST /depth, summary of the depth out; a Footprint by GET /footprint. */
export function depthFlow(model: string, infer: Record<string, unknown> = {}): readonly object[] {
  const nodes = [
    { id: 'in', type: 'http in', url: '/depth', method: 'post', wires: [['load']] },
    loadImageNode('load', [['infer']]),
    inferNode('infer', model, [['summary']], infer),
    answering('summary', 'msg.payload = { depth: msg.payload, stages: msg.timing.stages }'),
    { id: 'catch', type: 'catch', wires: [['error']] },
    answering(
      'error',
      'msg.payload = { code: msg.error.code, message: msg.error.message }; msg.statusCode = 500',
    ),
    { id: 'ask', type: 'http in', url: '/footprint', method: 'get', wires: [['footprint']] },
    answering('footprint', footprint, ['process', 'v8', 'vm']),
    { id: 'answer', type: 'http response', wires: [] },
  ]
  return [tab, ...nodes.map((node) => ({ z: 'flow', x: 0, y: 0, ...node }))]
}

// One collection leaves what was freed while an incremental one was being finished, and what waits
// for a finalizer: so it is repeated until nothing more is freed.
const footprint = `
  v8.setFlagsFromString('--expose-gc')
  const collect = vm.runInNewContext('gc')
  const held = async () => {
    await new Promise((resolve) => setTimeout(resolve, 10))
    collect()
    const { heapUsed, external } = process.memoryUsage()
    return (heapUsed + external) / 1e6
  }
  const settled = async (before) => {
    const now = await held()
    return now > before - 0.1 ? now : settled(now)
  }
  const heldMB = await settled(Infinity)
  const { events } = process.mainModule.require('@node-red/util')
  const listeners = [process, events].flatMap((emitter) =>
    emitter.eventNames().map((name) => emitter.listenerCount(name)),
  )
  msg.payload = {
    heldMB,
    listeners: listeners.reduce((sum, count) => sum + count),
    resources: process.getActiveResourcesInfo().length,
  }
`

/** A function node whose message is the answer; `modules` are there under their names. */
function answering(id: string, code: string, modules: readonly string[] = []): object {
  const libs = modules.map((module) => ({ var: module, module }))
  return {
    id,
    type: 'function',
    func: `${code}\nreturn msg`,
    outputs: 1,
    libs,
    wires: [['answer']],
  }
}
