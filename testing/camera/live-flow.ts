import { freshSettings } from '../node-red/stored-settings'

const place = { z: 'live', x: 0, y: 0 }

/** What the flow has counted. */
export interface Books {
  readonly in: number
  readonly out: number
  readonly dropped: number
  readonly failed: number
}

/** What Node-RED's process holds after garbage was collected, and what the system has given it, in bytes. */
export interface Memory {
  readonly held: number
  readonly resident: number
}

/** What outlives one collection may still go in the next: buffers are let go of by their finalizers. */
const collectsAndMeasures = `v8.setFlagsFromString('--expose-gc')
const collect = vm.runInNewContext('gc')
for (let time = 0; time < 5; time += 1) {
  collect()
  await new Promise((resolve) => setTimeout(resolve, 50))
}
const { heapUsed, external, rss } = node_process.memoryUsage()
msg.payload = { held: heapUsed + external, resident: rss }
return msg`

/** A node that counts what passes, in the flow's context. */
function counts(name: keyof Books, to: readonly string[]): object {
  const func = `flow.set('${name}', (flow.get('${name}') ?? 0) + 1)\nreturn msg`
  return { ...place, id: name, type: 'function', func, outputs: 1, wires: [to] }
}

function ours(
  id: string,
  type: string,
  settings: object,
  wires: readonly (readonly string[])[],
): object {
  return { ...place, id, type, ...freshSettings(type), ...settings, wires }
}

/**
 * An RTSP camera, and images over MQTT, through one model whose newest frame waits; depth is streamed to
 * `/depth-stream/live`, figures go back to `figures`. `GET /books` says what was counted, `GET /memory` what is held,
 * and `POST /stop` ends the camera.
 */
export function liveFlow(rtsp: string, brokerPort: number): object[] {
  const broker = {
    id: 'broker',
    type: 'mqtt-broker',
    broker: '127.0.0.1',
    port: String(brokerPort),
  }
  const camera = {
    kind: 'rtsp',
    address: rtsp,
    rate: 2,
    timeLimit: 5,
    autostart: true,
    name: 'door',
  }
  const infer = { model: 'tiny-v2', queue: 'newest', reportDrops: true, outputs: 2 }
  const books = `const of = (name) => flow.get(name) ?? 0
msg.payload = { in: of('in'), out: of('out'), dropped: of('dropped'), failed: of('failed') }
return msg`
  return [
    { id: 'live', type: 'tab' },
    { ...broker, protocolVersion: '5', keepalive: '10', cleansession: true, autoConnect: true },
    ours('camera', 'depth-camera', camera, [['in'], []]),
    {
      ...place,
      id: 'mqtt',
      type: 'mqtt in',
      topic: 'images',
      datatype: 'buffer',
      broker: 'broker',
      wires: [['load']],
    },
    ours('load', 'depth-load-image', { source: 'payload', sourceType: 'msg' }, [['in']]),
    counts('in', ['infer']),
    ours('infer', 'depth-infer', infer, [['out'], ['dropped']]),
    counts('out', ['stream', 'measure']),
    counts('dropped', []),
    { ...place, id: 'catch', type: 'catch', scope: ['infer'], wires: [['failed']] },
    counts('failed', []),
    ours('stream', 'depth-stream', { path: 'live' }, []),
    ours('measure', 'depth-measure', { output: 'messages' }, [['figures'], []]),
    { ...place, id: 'figures', type: 'mqtt out', topic: 'figures', broker: 'broker', wires: [] },
    { ...place, id: 'ask', type: 'http in', url: '/books', method: 'get', wires: [['books']] },
    { ...place, id: 'books', type: 'function', func: books, outputs: 1, wires: [['answer']] },
    { ...place, id: 'weigh', type: 'http in', url: '/memory', method: 'get', wires: [['memory']] },
    {
      ...place,
      id: 'memory',
      type: 'function',
      func: collectsAndMeasures,
      libs: [
        { var: 'v8', module: 'v8' },
        { var: 'vm', module: 'vm' },
        { var: 'node_process', module: 'process' },
      ],
      outputs: 1,
      wires: [['answer']],
    },
    {
      ...place,
      id: 'stop',
      type: 'http in',
      url: '/stop',
      method: 'post',
      wires: [['end', 'answer']],
    },
    {
      ...place,
      id: 'end',
      type: 'function',
      func: 'return { payload: "stop" }',
      outputs: 1,
      wires: [['camera']],
    },
    { ...place, id: 'answer', type: 'http response', wires: [] },
  ]
}
