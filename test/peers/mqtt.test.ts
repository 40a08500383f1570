import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { samplePath } from '../../lib/image/sample-path'
import { packageRoot } from '../../lib/package-root'
import { serveHttp } from '../../testing/camera/mjpeg-server'
import { Broker } from '../../testing/mqtt/broker'
import { until } from '../../testing/process/until'
import { exampleFlow, type ExampleNode } from '../../tools/examples/example-flow'
import { RunningNodeRed } from '../../tools/node-red'

const files = {
  esp32: join('02 - Sources', '08 - ESP32-CAM over MQTT.json'),
  frigate: join('05 - Measuring', '05 - Distance of a Frigate event.json'),
  home: join('06 - Home automation', '01 - Home Assistant.json'),
} as const

/** What Frigate 0.14 publishes when an event ends, as far as it matters here. */
const event = {
  type: 'end',
  before: {},
  after: {
    ...{ id: '1718987129.308396-fqk5ka', camera: 'front', label: 'person', has_snapshot: true },
    // The newest frame's, in which the person has gone on.
    box: [10, 10, 60, 90],
    snapshot: { box: [950, 630, 1042, 686], score: 0.82 },
  },
}

/** The known distances of the Home Assistant example, for the camera of Frigate. */
function references(home: readonly ExampleNode[]): readonly object[] {
  const node = home.find(({ type }) => type === 'depth-calibrate') as unknown as {
    readonly references: readonly object[]
  }
  return node.references.map((reference) => ({ ...reference, key: 'front' }))
}

describe('the example flows with mosquitto', () => {
  let broker: Broker
  let nodeRed: RunningNodeRed
  let frigate: Awaited<ReturnType<typeof serveHttp>>
  let asked: string[]
  let flow: object[]
  let buttons: readonly ExampleNode[]
  let listener: ReturnType<Broker['subscribe']>
  const latest = new Map<string, Buffer>()

  before(async function () {
    this.timeout(120_000)
    asked = []
    const webp = await sharp(samplePath('room')).webp({ quality: 95 }).toBuffer()
    frigate = await serveHttp((request, response) => {
      asked.push(request.url ?? '')
      response.writeHead(200, { 'content-type': 'image/webp' }).end(webp)
    })
    broker = await Broker.start()
    const [esp32, events, home] = await Promise.all(
      Object.values(files).map((file) => exampleFlow(file)),
    )
    assert.ok(esp32 !== undefined && events !== undefined && home !== undefined)
    const ofFrigate = events.map((node) =>
      node.type === 'depth-calibrate'
        ? ({ ...node, references: references(home) } as ExampleNode)
        : (JSON.parse(
            JSON.stringify(node).replaceAll('http://frigate.local:5000', frigate.base),
          ) as ExampleNode),
    )
    flow = broker.of([...esp32, ...ofFrigate, ...home])
    buttons = home.filter(({ type }) => type === 'inject')
    nodeRed = await RunningNodeRed.start({ flow, packages: [packageRoot] })
    listen()
  })
  after(async () => {
    await nodeRed.stop()
    await listener.close()
    await broker.stop()
    frigate.close()
  })

  function listen(): void {
    listener = broker.subscribe('#', ({ topic, payload }) => latest.set(topic, payload))
  }

  function heard(topic: string): Promise<Buffer> {
    return until(() => latest.get(topic), 60_000)
  }

  it('measure the JPEG of an ESP32-CAM, and its base64 in JSON, and publish a short text', async function () {
    this.timeout(120_000)
    const jpeg = await readFile(samplePath('street'))
    for (const payload of [jpeg, JSON.stringify({ image: jpeg.toString('base64') })]) {
      latest.delete('cameras/sample/depth/gate')
      await broker.publish('cameras/sample/image', payload)
      const figure = (await heard('cameras/sample/depth/gate')).toString()
      assert.match(figure, /^(0(\.\d{1,2})?|1)$/)
    }
  })

  it('say how far away the person of an event of Frigate is, from the box of its snapshot', async () => {
    await broker.publish('frigate/events', JSON.stringify({ ...event, type: 'new' }))
    await broker.publish('frigate/events', JSON.stringify(event))
    const [, meters] =
      /^person at (\d\.\d) m$/.exec((await heard('depth/front/person')).toString()) ?? []
    assert.ok(Math.abs(Number(meters) - 3.2) <= 0.5, meters)
    assert.deepEqual(asked, [`/api/events/${event.after.id}/snapshot-clean.webp`])
  })

  it('tell Home Assistant of the sensor, the alarm and the image, and send their states', async () => {
    for (const { id } of buttons) await nodeRed.inject(id)
    const told = await Promise.all(
      [
        'sensor/gate_depth/distance',
        'binary_sensor/gate_depth/too_near',
        'image/gate_depth/depth',
      ].map(
        async (path) =>
          JSON.parse((await heard(`homeassistant/${path}/config`)).toString()) as Record<
            string,
            unknown
          >,
      ),
    )
    const [sensor, alarm, image] = told
    assert.equal(new Set(told.map(({ unique_id }) => unique_id)).size, 3)
    const topics = [sensor?.['state_topic'], alarm?.['state_topic'], image?.['image_topic']]
    assert.deepEqual(topics, ['depth/gate/distance', 'depth/gate/too-near', 'depth/gate/image'])
    assert.match((await heard('depth/gate/distance')).toString(), /^\d(\.\d{1,2})?$/)
    const state = await until(() => {
      const text = latest.get('depth/gate/too-near')?.toString()
      return text === 'None' ? undefined : text
    }, 60_000)
    assert.ok(state === 'on' || state === 'off', state)
    assert.equal((await sharp(await heard('depth/gate/image')).metadata()).format, 'jpeg')
    assert.equal((await heard('depth/gate/status')).toString(), 'online')
  })

  it('come back by themselves after the broker was away', async function () {
    this.timeout(120_000)
    const { port } = broker
    await listener.close()
    await broker.stop()
    broker = await Broker.start(port)
    latest.clear()
    listen()
    assert.equal((await heard('depth/gate/status')).toString(), 'online')
    await broker.publish('cameras/sample/image', await readFile(samplePath('street')))
    await heard('cameras/sample/depth/gate')
  })

  it('are unavailable in Home Assistant once Node-RED was killed', async () => {
    const gone = once(nodeRed.process, 'exit')
    nodeRed.process.kill('SIGKILL')
    await gone
    await until(() =>
      latest.get('depth/gate/status')?.toString() === 'offline' ? true : undefined,
    )
  })
})
