import { once } from 'node:events'
import { join } from 'node:path'
import { packageRoot } from '../../lib/package-root'
import { exampleFlow, type ExampleNode } from '../../tools/examples/example-flow'
import { RunningNodeRed } from '../../tools/node-red'
import type { Broker } from './broker'

const theme = '07 - Several computers'
const place = { x: 0, y: 0 }

type Settings = Readonly<Record<string, unknown>>

/** A node of an example with other settings. */
function changed(node: ExampleNode, settings: Settings): ExampleNode {
  return { ...node, ...settings }
}

/** The id of the only node of a type, or of that name. */
function idOf(nodes: readonly ExampleNode[], wanted: string): string {
  const found = nodes.find(({ type, name }) => type === wanted || name === wanted)
  if (found === undefined) throw new Error(`the example has no node ${wanted}`)
  return found.id
}

/** A function, and a file to which its payload is appended as a line. */
function writesDown(z: string, id: string, func: string, filename: string): object[] {
  return [
    { ...place, z, id, type: 'function', func, outputs: 1, wires: [[`${id}-file`]] },
    {
      ...{ ...place, z, id: `${id}-file`, type: 'file', filename, filenameType: 'str' },
      ...{ appendNewline: true, overwriteFile: 'false', wires: [[]] },
    },
  ]
}

/**
 * The example that asks: it takes images from `POST /frame?n=NUMBER` and writes a line of JSON to
 * `answers` for each that comes back, and to `errors` for each that fails.
 */
export async function startRequester(broker: Broker, folder: string): Promise<RunningNodeRed> {
  const nodes = broker.of(await exampleFlow(join(theme, '02 - Ask workers over MQTT.json')))
  const z = idOf(nodes, 'tab')
  const load = idOf(nodes, 'depth-load-image')
  const example = nodes.map((node) => {
    if (node.type === 'depth-load-image')
      return changed(node, { source: 'payload', sourceType: 'msg' })
    if (node.type === 'depth-import') return changed(node, { wires: [['answers']] })
    return node
  })
  const take = 'return { payload: msg.payload, topic: msg.req.query.n }'
  const answer = `const { image, kind } = msg.payload
return { payload: JSON.stringify({ n: Number(msg.topic), kind, width: image.width,
  depth: msg.payload.at(0.5, 0.5), remote: msg.timing.stages.some(({ stage }) => stage === 'remote') }) }`
  const failure =
    'return { payload: JSON.stringify({ n: Number(msg.topic), error: msg.error.message }) }'
  return RunningNodeRed.start({
    packages: [packageRoot],
    flow: [
      ...example,
      {
        ...place,
        z,
        id: 'post',
        type: 'http in',
        url: '/frame',
        method: 'post',
        wires: [['take', 'ok']],
      },
      { ...place, z, id: 'take', type: 'function', func: take, outputs: 1, wires: [[load]] },
      { ...place, z, id: 'ok', type: 'http response', statusCode: '204', wires: [] },
      ...writesDown(z, 'answers', answer, join(folder, 'answers')),
      { ...place, z, id: 'failed', type: 'catch', scope: null, wires: [['errors']] },
      ...writesDown(z, 'errors', failure, join(folder, 'errors')),
    ],
  })
}

/** The example that answers, at most so many images a second where a limit is set. */
export async function startWorker(broker: Broker, limit?: number): Promise<RunningNodeRed> {
  const nodes = broker.of(await exampleFlow(join(theme, '03 - Worker over MQTT.json')))
  const z = idOf(nodes, 'tab')
  const infer = idOf(nodes, 'depth-infer')
  const example = nodes.map((node) =>
    limit !== undefined && node.type === 'depth-load-image'
      ? changed(node, { wires: [['limit']] })
      : node,
  )
  const slow = {
    ...{ ...place, z, id: 'limit', type: 'delay', pauseType: 'rate', drop: false, outputs: 1 },
    ...{ rate: String(limit), nbRateUnits: '1', rateUnits: 'second', wires: [[infer]] },
  }
  const flow = limit === undefined ? example : [...example, slow]
  return RunningNodeRed.start({ flow, packages: [packageRoot] })
}

/** Ends a Node-RED as a power failure would, and clears up after it. */
export async function killWorker(worker: RunningNodeRed): Promise<void> {
  const gone = once(worker.process, 'exit')
  worker.process.kill('SIGKILL')
  await gone
  await worker.stop()
}
