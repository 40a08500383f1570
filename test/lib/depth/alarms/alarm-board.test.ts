import assert from 'node:assert/strict'
import { AlarmBoard, type AlarmReport } from '../../../../lib/depth/alarms/alarm-board'
import type { AlarmRule, Sample } from '../../../../lib/depth/alarms/rule'
import type { RegionFigures } from '../../../../lib/depth/regions/figures'
import { regionFigures } from '../../../../testing/frames/region-figures'

const nearer: AlarmRule = {
  name: 'too near',
  target: { kind: 'region', name: 'door' },
  condition: 'nearer',
  figure: 'median',
  unit: 'm',
  other: '',
  hysteresis: 0,
  onMs: 0,
  offMs: 0,
}

function sample(door: Partial<RegionFigures>, more: Partial<Sample> = {}): Sample {
  const figures = regionFigures(door)
  return {
    unit: figures.unit,
    isCalibrationLost: false,
    regions: new Map([['door', figures]]),
    boxes: undefined,
    ...more,
  }
}

/** A board with one alarm whose limit is 2, and a clock in seconds. */
function board(changes: Partial<AlarmRule> = {}, keys = 64) {
  const rule = { ...nearer, ...changes }
  const alarms = new AlarmBoard([rule], { silenceMs: 10_000, keys })
  return {
    alarms,
    /** What changes with a frame: the state, or why it is unknown. */
    judge: (at: number, of: Sample, key = 'a', limit: number | undefined = 2) =>
      alarms.judge(key, of, [limit], at * 1000).map(stateOf),
    silence: (at: number) => alarms.silence(at * 1000).map(stateOf),
    state: () => alarms.reports.map(stateOf),
  }
}

const stateOf = ({ state, reason }: AlarmReport) => reason ?? state
const meters = (median: number | null) => sample({ median })

describe('an alarm', () => {
  it('is unknown before the first frame, then on or off, and tells changes only', () => {
    const { state, judge } = board()
    assert.deepEqual(state(), ['no frame'])
    assert.deepEqual(judge(0, meters(3)), ['off'])
    assert.deepEqual(judge(1, meters(2)), [])
    assert.deepEqual(judge(2, meters(1.9)), ['on'])
    assert.deepEqual(judge(3, meters(1.8)), [])
    assert.deepEqual(judge(4, meters(2.5)), ['off'])
  })

  it('tells which region, level, limit and key it is about', () => {
    const { alarms } = board()
    assert.deepEqual(alarms.judge('a', meters(1.5), [2], 0), [
      { alarm: 'too near', state: 'on', key: 'a', region: 'door', level: 1.5, limit: 2 },
    ])
  })

  it('stays on until the level is beyond the limit by the hysteresis', () => {
    const { judge } = board({ hysteresis: 0.5 })
    const medians = [3, 2.1, 1.9, 2.1, 2.4, 2.6, 2.1]
    assert.deepEqual(
      medians.flatMap((median, at) => judge(at, meters(median))),
      ['off', 'on', 'off'],
    )
  })

  it('is not off within the hysteresis as long as it is unknown', () => {
    assert.deepEqual(board({ hysteresis: 0.5 }).judge(0, meters(2.2)), ['on'])
  })

  it('is on and off after the condition has lasted for the hold times', () => {
    const { judge } = board({ onMs: 2000, offMs: 5000 })
    assert.deepEqual(judge(0, meters(3)), ['settling'])
    assert.deepEqual(judge(4, meters(3)), [])
    assert.deepEqual(judge(5, meters(3)), ['off'])
    assert.deepEqual(judge(6, meters(1)), [])
    assert.deepEqual(judge(7, meters(3)), [])
    assert.deepEqual(judge(8, meters(1)), [])
    assert.deepEqual(judge(10, meters(1)), ['on'])
    assert.deepEqual(judge(14, meters(3)), [])
    assert.deepEqual(judge(18, meters(3)), [])
    assert.deepEqual(judge(19, meters(3)), ['off'])
  })

  it('is unknown at once where it cannot be judged, and has to last again', () => {
    const { judge } = board({ offMs: 5000 })
    assert.deepEqual(judge(0, meters(3)), ['settling'])
    assert.deepEqual(judge(5, meters(3)), ['off'])
    assert.deepEqual(judge(6, meters(null)), ['no value'])
    assert.deepEqual(judge(7, meters(null)), [])
    assert.deepEqual(judge(8, meters(3)), ['settling'])
    assert.deepEqual(judge(13, meters(3)), ['off'])
  })

  it('is unknown when no frame comes, for each key by itself, and says so once', () => {
    const { judge, silence, state } = board()
    judge(0, meters(3), 'a')
    judge(5, meters(1), 'b')
    assert.deepEqual(silence(9.9), [])
    assert.deepEqual(silence(10), ['no frame'])
    assert.deepEqual(silence(12), [])
    assert.deepEqual(state(), ['no frame', 'on'])
    assert.deepEqual(silence(15), ['no frame'])
    assert.deepEqual(judge(16, meters(3), 'a'), ['off'])
    assert.deepEqual(silence(26), ['no frame'])
  })

  it('is unknown when the depth was in meters and is not any more', () => {
    const { judge } = board()
    const nearness = sample({ unit: 'nearness', median: 0.5 })
    assert.deepEqual(judge(0, nearness), ['wrong unit'])
    assert.deepEqual(judge(1, meters(3)), ['off'])
    assert.deepEqual(judge(2, nearness), ['calibration lost'])
    assert.deepEqual(judge(3, nearness, 'b'), ['wrong unit'])
    const lost = sample({ unit: 'nearness' }, { isCalibrationLost: true })
    assert.deepEqual(judge(4, lost, 'c'), ['calibration lost'])
  })

  it('is unknown without its region, its limit or the boxes that it watches', () => {
    assert.deepEqual(board({ target: { kind: 'region', name: 'gate' } }).judge(0, meters(1)), [
      'no region',
    ])
    assert.deepEqual(board().alarms.judge('a', meters(1), [undefined], 0).map(stateOf), [
      'no limit',
    ])
    const boxes = board({ target: { kind: 'box', name: 'person' } })
    assert.deepEqual(boxes.judge(0, meters(1)), ['no boxes'])
  })

  it('is unknown for a key that is forgotten, which is the one that was seen least recently', () => {
    const { alarms, judge } = board({}, 2)
    judge(0, meters(3), 'a')
    judge(1, meters(3), 'b')
    judge(2, meters(3), 'a')
    const changed = alarms.judge('c', meters(3), [2], 3000)
    assert.deepEqual(
      changed.map(({ key, state }) => [key, state]),
      [
        ['c', 'off'],
        ['b', 'unknown'],
      ],
    )
    assert.equal(alarms.reports.length, 2)
  })
})

describe('the condition of an alarm', () => {
  const on = (changes: Partial<AlarmRule>, of: Sample, limit = 2) =>
    board(changes).judge(0, of, 'a', limit)[0]

  it('may be that something is farther than a limit', () => {
    assert.equal(on({ condition: 'farther' }, meters(3)), 'on')
    assert.equal(on({ condition: 'farther' }, meters(1)), 'off')
  })

  it('is turned round for nearness, which is large where things are near', () => {
    const rule = { unit: 'nearness' } as const
    const of = sample({ unit: 'nearness', median: 0.8 })
    assert.equal(on(rule, of, 0.7), 'on')
    assert.equal(on(rule, of, 0.9), 'off')
    assert.equal(on({ ...rule, condition: 'farther' }, of, 0.9), 'on')
  })

  it('may be of another figure than the median', () => {
    assert.equal(on({ figure: 'near' }, sample({ median: 5, near: 1 })), 'on')
  })

  it('may be the share that is nearer than the limit', () => {
    const share = { condition: 'share' } as const
    assert.equal(on(share, sample({ share: 0.4 }), 0.3), 'on')
    assert.equal(on(share, sample({ share: 0.2 }), 0.3), 'off')
    assert.equal(on(share, sample({}), 0.3), 'no limit')
    assert.equal(on(share, sample({ unit: 'nearness', share: null }), 0.3), 'wrong unit')
  })

  it('may be a change to either side, and needs to know how the empty region was', () => {
    const change = { condition: 'change' } as const
    assert.equal(on(change, sample({ change: 0.4 }), 0.3), 'on')
    assert.equal(on(change, sample({ change: -0.4 }), 0.3), 'on')
    assert.equal(on(change, sample({ change: 0.2 }), 0.3), 'off')
    assert.equal(on(change, sample({}), 0.3), 'no reference')
  })

  it('may be the distance to another region', () => {
    const apart = { condition: 'apart', other: 'machine' } as const
    const at = (x: number) => regionFigures({ median: 2, position: { x, y: 0, z: 2 } })
    const of = (door: RegionFigures, machine: RegionFigures) =>
      sample(door, {
        regions: new Map([
          ['door', door],
          ['machine', machine],
        ]),
      })
    assert.equal(on(apart, of(at(0), at(1.5))), 'on')
    assert.equal(on(apart, of(at(0), at(2.5))), 'off')
    assert.equal(on(apart, of(at(0), regionFigures({ median: 2 }))), 'no field of view')
    assert.equal(on(apart, of(at(0), regionFigures({ median: null }))), 'no value')
    assert.equal(on(apart, meters(1)), 'no region')
  })

  it('is met by one box of the label, unknown where one cannot be measured, and not met without boxes', () => {
    const person = { target: { kind: 'box', name: 'person' } } as const
    const boxes = (...medians: readonly (number | null)[]) =>
      meters3({ boxes: medians.map((median, at) => box('person', `person ${at}`, median)) })
    assert.equal(on(person, boxes(3, 1)), 'on')
    assert.equal(on(person, boxes(null, 1)), 'on')
    assert.equal(on(person, boxes(null, 3)), 'no value')
    assert.equal(on(person, boxes(3)), 'off')
    assert.equal(on(person, boxes()), 'off')
    assert.equal(on(person, meters3({ boxes: [box('car', 'car', 1)] })), 'off')
    const any = { target: { kind: 'box', name: '' } } as const
    assert.equal(on(any, meters3({ boxes: [box('car', 'car', 1)] })), 'on')
  })

  const meters3 = (more: Partial<Sample>) => sample({ median: 3 }, more)
  const box = (label: string, name: string, median: number | null) => ({
    label,
    name,
    figures: regionFigures({ median }),
  })
})
