import depthInfer from '../nodes/depth-infer/depth-infer'
import { defaultConfig as freshLoad } from '../nodes/depth-load-image/config'
import depthLoadImage from '../nodes/depth-load-image/depth-load-image'
import { defaultConfig as freshRender } from '../nodes/depth-render/config'
import depthRender from '../nodes/depth-render/depth-render'
import { inferNode } from '../testing/node-red/infer-flow'
import {
  catching,
  caught,
  loadFlow,
  receive,
  send,
  unloadFlow,
  type FlowNode,
  type NodeModule,
} from '../testing/node-red/node-red'

const load = { ...freshLoad, type: 'depth-load-image' }
const render = { ...freshRender, type: 'depth-render', format: 'jpeg' }

/** The nodes between infer depth and the node `done`; infer depth is wired to the first one. */
export interface Tail {
  readonly modules: readonly NodeModule[]
  readonly nodes: (name: string, done: string) => readonly FlowNode[]
}

/** The tail of this package: one node, which colors at the size of the image and encodes as JPEG. */
export const ownTail: Tail = {
  modules: [depthRender],
  nodes: (name, done) => [{ ...render, id: `render-${name}`, wires: [[done]] }],
}

/** The nodes from depth load image to a colored JPEG. */
export interface Route {
  readonly modelFile: string
  readonly tail: Tail
  readonly inferOptions?: Record<string, unknown>
}

/** Sends one message along a route; resolves once it has arrived. */
export type Transport = (name: string, payload: unknown) => Promise<void>

/** Runs work with a flow of these routes in the running Node-RED. */
export async function withDepthFlow<T>(
  routes: Readonly<Record<string, Route>>,
  work: (transport: Transport) => Promise<T>,
): Promise<T> {
  const nodes = Object.entries(routes).flatMap(([name, { modelFile, tail, inferOptions }]) => {
    const done = `done-${name}`
    const tailNodes = tail.nodes(name, done)
    return [
      { ...load, id: `load-${name}`, wires: [[`infer-${name}`]] },
      inferNode(`infer-${name}`, modelFile, [[tailNodes[0]?.id ?? done]], {
        queueLimit: 1000,
        timeLimit: 600,
        ...inferOptions,
      }),
      ...tailNodes,
      { id: done, type: 'helper', wires: [] },
    ]
  })
  const modules = new Set(Object.values(routes).flatMap(({ tail }) => tail.modules))
  await loadFlow([depthLoadImage, depthInfer, ...modules], [...catching, ...nodes])
  const failed = caught().then(({ message }) => Promise.reject(new Error(message)))
  failed.catch(() => undefined)
  try {
    return await work(async (name, payload) => {
      send(`load-${name}`, { payload })
      await Promise.race([receive(`done-${name}`), failed])
    })
  } finally {
    await unloadFlow()
  }
}
