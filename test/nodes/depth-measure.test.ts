import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { noFigures, type RegionFigures } from '../../lib/depth/regions/figures'
import { isDepthFrame } from '../../lib/frames/depth-frame'
import { isTiming } from '../../lib/timing/timeline'
import { freshAlarm, type StoredAlarm } from '../../nodes/depth-measure/alarms-setting'
import { defaultConfig } from '../../nodes/depth-measure/config'
import depthMeasure from '../../nodes/depth-measure/depth-measure'
import { depthFrame, hills, undecodedImage, untrusted } from '../../testing/frames/depth-frames'
import { caught, nextStatusText, receive, send, unloadFlow } from '../../testing/node-red/node-red'
import { nodeUnderTest } from '../../testing/node-red/node-under-test'

const left = {
  kind: 'rectangle',
  points: [
    { x: 0, y: 0 },
    { x: 0.5, y: 1 },
  ],
} as const
const right = {
  kind: 'polygon',
  points: [
    { x: 0.5, y: 0 },
    { x: 1, y: 0 },
    { x: 1, y: 1 },
    { x: 0.5, y: 1 },
  ],
} as const
const regions = [
  { key: '', name: 'left', shape: left },
  { key: '', name: 'right', shape: right },
  { key: 'yard', name: 'gate', shape: left },
]
const node = {
  id: 'measure',
  type: 'depth-measure',
  ...defaultConfig,
  regions,
  wires: [['out'], ['alarms']],
}

/** A frame whose left half is so far, and its right half as far as that. */
function halves(near: number, far: number, kind: 'metric' | 'relative-inverse' = 'metric') {
  const row = [near, near, far, far]
  return depthFrame([row, row], { kind, source: { width: 400, height: 200 } })
}

function alarm(changes: Partial<StoredAlarm>): StoredAlarm {
  return { ...freshAlarm, name: 'too near', target: 'left', limit: 2, ...changes }
}

describe('the measure depth node', () => {
  let userDir: string
  before(async () => {
    userDir = await mkdtemp(join(tmpdir(), 'depth-measure-'))
  })
  after(() => rm(userDir, { recursive: true }))
  const deploy = nodeUnderTest(depthMeasure, node)
  const start = (changes: Record<string, unknown> = {}) => deploy(changes, { userDir })

  /** The figures that come out for a message, by the names of regions. */
  async function figures(msg: Record<string, unknown>) {
    send('measure', msg)
    return (await receive('out')).payload as Readonly<Record<string, RegionFigures>>
  }

  it('sends all figures as one object by the names of regions', async () => {
    await start()
    send('measure', { payload: halves(1.5, 4), other: 1 })
    const { payload, key, other, timing } = await receive('out')
    const found = payload as Readonly<Record<string, RegionFigures>>
    assert.deepEqual(
      Object.entries(found).map(([name, { unit, median }]) => [name, unit, median]),
      [
        ['left', 'm', 1.5],
        ['right', 'm', 4],
        ['all', 'm', 2.75],
      ],
    )
    assert.deepEqual([key, other], ['', 1])
    assert.ok(isTiming(timing))
    assert.deepEqual(
      timing.stages.map(({ stage, node: at }) => [stage, at]),
      [['measure', 'measure']],
    )
  })

  it('sends a message with one number for each region', async () => {
    await start({ output: 'messages', whole: false })
    send('measure', { payload: halves(1.2345, 4), req: 1 })
    for (const [topic, value] of [
      ['left', 1.23],
      ['right', 4],
    ]) {
      const msg = await receive('out')
      assert.deepEqual([msg.topic, msg.payload, msg['key'], msg['req']], [topic, value, '', 1])
    }
    send('measure', { payload: halves(NaN, 4) })
    assert.equal((await receive('out')).payload, null)
  })

  it('sends frame and figures in one message where the properties differ', async () => {
    await start({ outputProperty: 'depth.figures' })
    const frame = halves(1, 2)
    send('measure', { payload: frame })
    const { payload, depth } = await receive('out')
    assert.ok(isDepthFrame(payload) && payload === frame)
    assert.equal((depth as { figures: { left: RegionFigures } }).figures.left.median, 1)
  })

  it('measures the regions of the key alone, and nearness where there are no meters', async () => {
    await start()
    const found = await figures({ payload: halves(5, 1, 'relative-inverse'), topic: 'yard' })
    assert.deepEqual(Object.keys(found), ['gate', 'all'])
    assert.deepEqual([found['gate']?.unit, found['gate']?.median], ['nearness', 1])
  })

  it('measures the regions of msg.regions too, of which one replaces that of the same name', async () => {
    await start({ whole: false })
    const rectangle = { x: 0.5, y: 0, width: 0.5, height: 1 }
    const sent = [
      { name: 'left', ...rectangle },
      { name: 'new', ...rectangle },
    ]
    const found = await figures({ payload: halves(1, 2), regions: sent })
    assert.deepEqual(
      Object.entries(found).map(([name, { median }]) => [name, median]),
      [
        ['left', 2],
        ['right', 2],
        ['new', 2],
      ],
    )
  })

  it('measures boxes, in pixels of the image or of the size that is set, and annotates them', async () => {
    await start({ regions: [], whole: false, annotate: true })
    const boxes = [{ label: 'person', box: [0, 0, 200, 200] }]
    send('measure', { payload: halves(3.1, 5), boxes, annotations: [{ type: 'circle' }] })
    const { payload, annotations } = await receive('out')
    assert.equal((payload as { person: RegionFigures }).person.median?.toFixed(2), '3.10')
    assert.deepEqual(annotations, [
      { type: 'circle' },
      { type: 'rect', bbox: [0, 0, 200, 200], label: 'person 3.10 m' },
    ])
    await unloadFlow()
    await start({ regions: [], whole: false, boxWidth: 1280, boxHeight: 720, boxFormat: 'size' })
    const found = await figures({ payload: halves(3, 5), boxes: [[640, 0, 640, 720]] })
    assert.equal(found['box']?.median, 5)
  })

  it('counts the share that is nearer than a limit of the message', async () => {
    await start({ near: 'limits.near', nearType: 'msg' })
    const found = await figures({ payload: halves(1, 3), limits: { near: 2 } })
    assert.deepEqual([found['left']?.share, found['all']?.share], [1, 0.5])
    assert.equal((await figures({ payload: halves(1, 3) }))['left']?.share, null)
  })

  it('gives positions where the field of view is known', async () => {
    await start()
    const camera = { focalLength: 200, center: { x: 200, y: 100 } }
    const image = undecodedImage({ width: 400, height: 200 }).withCamera(camera)
    const row = [2, 2, 4, 4]
    const found = await figures({ payload: depthFrame([row, row], { kind: 'metric', image }) })
    assert.deepEqual(found['left']?.position, { x: -1, y: 0, z: 2 })
  })

  it('compares with the empty map of the key, also after a deploy', async () => {
    const seen = (kind: 'metric' | 'relative-inverse', isTaken: boolean) => {
      const rows = hills(40, 30).map((row) =>
        row.map((value, x) => (isTaken && x < 20 ? 1 : value)),
      )
      return depthFrame(rows, { kind })
    }
    const corner = { x: 0.75, y: 0.5, width: 0.25, height: 0.5 }
    const changes = { regions: regions.filter(({ name }) => name !== 'right') }
    const measured = async (msg: Record<string, unknown>) =>
      figures({ regions: [{ name: 'right', ...corner }], ...msg })
    await start(changes)
    const empty = await measured({ payload: seen('metric', false), reference: true })
    assert.equal(empty['left']?.change, 0)
    await unloadFlow()
    await start(changes)
    const taken = await measured({ payload: seen('metric', true) })
    assert.ok((taken['left']?.change ?? 0) > 1, String(taken['left']?.change))
    assert.ok(Math.abs(taken['right']?.change ?? NaN) < 0.01)
    assert.equal(
      (await measured({ payload: seen('metric', true), topic: 'yard' }))['gate']?.change,
      null,
    )
    // Another kind of depth cannot be compared with, and a map can be forgotten.
    const other = await measured({ payload: seen('relative-inverse', true) })
    assert.equal(other['left']?.change, null)
    const forgotten = await measured({ payload: seen('metric', true), reference: false })
    assert.equal(forgotten['left']?.change, null)
  })

  describe('with alarms', () => {
    async function nextAlarm() {
      const { topic, payload, reason, key } = await receive('alarms')
      return [topic, reason ?? payload, key]
    }

    it('says so after the deploy, and at each change', async () => {
      await start({ alarms: [alarm({})] })
      assert.deepEqual(await nextAlarm(), ['too near', 'no frame', undefined])
      send('measure', { payload: halves(3, 3) })
      assert.deepEqual(await nextAlarm(), ['too near', 'off', ''])
      const isShown = nextStatusText('measure', /^too near: left 1\.00 m/)
      send('measure', { payload: halves(2.5, 3) })
      send('measure', { payload: halves(1, 3) })
      const { payload, region, level, limit } = await receive('alarms')
      assert.deepEqual([payload, region, level, limit], ['on', 'left', 1, 2])
      await isShown
      send('measure', { payload: halves(5, 1, 'relative-inverse') })
      assert.deepEqual(await nextAlarm(), ['too near', 'calibration lost', ''])
    })

    it('finds out by itself that no frame comes, and repeats its states', async () => {
      await start({ alarms: [alarm({})], silence: 0.2, repeat: 0.3 })
      assert.deepEqual(await nextAlarm(), ['too near', 'no frame', undefined])
      send('measure', { payload: halves(1, 3) })
      let last: unknown[]
      do last = await nextAlarm()
      while (last[1] !== 'on')
      do last = await nextAlarm()
      while (last[1] === 'on')
      assert.deepEqual(last, ['too near', 'no frame', ''])
      assert.deepEqual(await nextAlarm(), ['too near', 'no frame', ''])
    })

    it('takes limits from the environment, and is unknown where there is none', async () => {
      process.env['TOO_NEAR'] = '1.5'
      await start({ alarms: [alarm({ limit: 'TOO_NEAR', limitType: 'env' })] })
      await nextAlarm()
      send('measure', { payload: halves(1.4, 3) })
      assert.deepEqual(await nextAlarm(), ['too near', 'on', ''])
      delete process.env['TOO_NEAR']
      send('measure', { payload: halves(1.4, 3) })
      assert.deepEqual(await nextAlarm(), ['too near', 'no limit', ''])
    })
  })

  it('has no figures of an image that cannot be trusted, and says why', async () => {
    await start({ percentiles: '5' })
    const isShown = nextStatusText('measure', /reason\.flat/)
    const payload = untrusted(halves(1, 2), 'flat')
    const { left: measured, all, box } = await figures({ payload, boxes: [0, 0, 9, 9] })
    for (const of of [measured, all, box]) assert.deepEqual(of, noFigures('m', 'flat'))
    await isShown
  })

  for (const [what, msg, code] of [
    ['nothing', {}, 'INPUT_MISSING'],
    ['a frame that was copied', { payload: {} }, 'INPUT_CLONED_FRAME'],
    ['boxes that are none', { payload: halves(1, 2), boxes: 'person' }, 'INPUT_UNSUPPORTED'],
    [
      'an empty map without depth',
      { payload: halves(NaN, NaN), reference: true },
      'INPUT_UNSUPPORTED',
    ],
    [
      'an empty map of an image that cannot be trusted',
      { payload: untrusted(halves(1, 2), 'flat'), reference: true },
      'IMAGE_UNUSABLE',
    ],
    ['regions that are none', { payload: halves(1, 2), regions: [{}] }, 'INPUT_UNSUPPORTED'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      await start()
      send('measure', msg)
      assert.equal((await caught()).code, code)
    })
  }

  for (const [changes, name] of [
    [{ output: 'all' }, 'Output'],
    [{ regions: [{ key: '', name: 'all', shape: left }] }, 'Regions: name 1'],
    [{ regions: [regions[0], regions[0]] }, 'Regions: name 2'],
    [{ regions: [{ key: '', name: 'a', shape: { kind: 'point', points: [] } }] }, 'Regions: a'],
    [{ percentiles: '5, 200' }, 'Percentiles'],
    [{ near: 'x', nearType: 'num' }, 'Near limit'],
    [{ boxWidth: 100 }, 'Size'],
    [{ alarms: [alarm({ limit: '' })] }, 'Alarms: 1, Limit'],
    [{ alarms: [alarm({ condition: 'apart' })] }, 'Alarms: 1, To region'],
    [{ alarms: [alarm({}), alarm({})] }, 'Alarms'],
    [{ alarms: 'none' }, 'Alarms'],
    [{ silence: 0 }, 'Time limit'],
  ] as const) {
    it(`names the setting ${name} when it cannot be used`, async () => {
      await start(changes)
      send('measure', { payload: halves(1, 2) })
      const { code, message } = await caught()
      assert.equal(code, 'CONFIG_INVALID')
      assert.ok(message.includes(`"${name}"`), message)
    })
  }
})
