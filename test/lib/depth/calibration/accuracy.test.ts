import assert from 'node:assert/strict'
import { KeyCalibration } from '../../../../lib/depth/calibration/key-calibration'
import type { Reference } from '../../../../lib/depth/calibration/reference'
import { finiteValues } from '../../../../lib/depth/finite-values'
import { bounds } from '../../../../lib/depth/geometry/shape'
import type { DepthFrame } from '../../../../lib/frames/depth-frame'
import { Random } from '../../../../testing/chaos/random'
import { undecodedImage } from '../../../../testing/frames/depth-frames'
import { referencesOf } from '../../../../testing/frames/references'
import { trueDepth, trueMeters } from '../../../../tools/pictures/true-depth'

const scenes = ['room', 'street', 'corridor', 'table-top', 'open-ground'] as const
const size = { width: 1280, height: 720 }
const live = { isLive: true, holdMs: 5000 }
const frameMs = 100
/** The value of the samples at one meter. */
const person = 32_767

/** The frame of a scene at a time, with changed values. */
function changed(
  frame: DepthFrame,
  captured: number,
  valueOf: (value: number, at: number) => number,
): DepthFrame {
  const data = frame.data.map(valueOf)
  const imageFacts = { ...size, captured }
  return frame.with({ data, range: finiteValues(data).range, image: undefined, imageFacts })
}

/** The errors of the values inside the span of the references, as parts of their distance, in order. */
function errors(
  metric: DepthFrame,
  truth: DepthFrame,
  references: readonly Reference[],
): readonly number[] {
  const distances = references.map(({ meters }) => meters)
  const [near, far] = [Math.min(...distances), Math.max(...distances)]
  const found: number[] = []
  // Every seventh value says enough.
  for (let at = 0; at < truth.data.length; at += 7) {
    const meters = truth.data[at] ?? NaN
    if (!(meters >= near && meters <= far)) continue
    found.push(Math.abs((metric.data[at] ?? NaN) / meters - 1))
  }
  return found.sort((a, b) => a - b)
}

/** The value in the middle of an ordered list. */
function middle(ordered: readonly number[]): number {
  return ordered[ordered.length >> 1] ?? NaN
}

/** Numbers from a normal distribution (the sum of twelve even ones). */
function noise(random: Random): number {
  const sum = Array.from({ length: 12 }, () => random.int(1e6) / 1e6).reduce((a, b) => a + b, 0)
  return sum - 6
}

/** Covers the first references with a person who stands at one meter, as far as `count` of them. */
function covering({ width, height }: DepthFrame, references: readonly Reference[], count: number) {
  const boxes = references.slice(0, count).map(({ shape }) => bounds(shape))
  const isCovered = Uint8Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [((at % width) + 0.5) / width, (Math.floor(at / width) + 0.5) / height]
    const isIn = boxes.some(
      (box) => x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height,
    )
    return isIn ? 1 : 0
  })
  return (value: number, at: number) => (isCovered[at] === 1 ? person : value)
}

describe('meters by live references on rendered scenes', () => {
  for (const scene of scenes) {
    describe(scene, () => {
      let truth: DepthFrame
      let inverse: DepthFrame
      let references: readonly Reference[]
      before(async () => {
        const image = undecodedImage(size)
        truth = await trueMeters(scene, image)
        inverse = await trueDepth(scene, image)
        references = referencesOf(truth, inverse, 4)
      })

      it('are right to 1 % where each frame has another scale and shift', () => {
        const calibration = new KeyCalibration(references, live)
        assert.equal(calibration.problem, undefined)
        const random = new Random(1)
        for (let at = 0; at < 10; at++) {
          const [scale, shift] = [0.5 + random.int(1000) / 300, random.int(1000) / 300 - 1]
          const { frame } = calibration.apply(
            changed(inverse, at * frameMs, (value) => scale * value + shift),
          )
          assert.equal(frame.unit, 'm')
          const all = errors(frame, truth, references)
          assert.ok(all.length > 500)
          assert.ok((all.at(-1) ?? NaN) < 0.01, `${all.at(-1)} at scale ${scale}, shift ${shift}`)
        }
      })

      it('are right to 3 % with noise of 2 % and a person before one reference for 100 frames', () => {
        const calibration = new KeyCalibration(references, live)
        const random = new Random(2)
        const noisy = Float32Array.from(inverse.data, () => 1 + 0.02 * noise(random))
        const cover = covering(inverse, references, 1)
        const medians = Array.from({ length: 100 }, (_, at) => {
          const scale = 0.5 + random.int(1000) / 300
          const from = random.int(noisy.length)
          let next = from
          const { frame, calibration: state } = calibration.apply(
            changed(inverse, at * frameMs, (value, place) => {
              next = (next + 1) % noisy.length
              return scale * cover(value, place) * (noisy[next] ?? 1)
            }),
          )
          assert.equal(state.state, 'current')
          return middle(errors(frame, truth, references))
        }).sort((a, b) => a - b)
        assert.ok((medians.at(-1) ?? NaN) < 0.03, String(medians.at(-1)))
      })

      it('hold the last fit with three references covered, and are lost after a while', () => {
        const calibration = new KeyCalibration(references, live)
        calibration.apply(inverse.with({ image: undefined, imageFacts: { ...size, captured: 0 } }))
        const cover = covering(inverse, references, 3)
        const states = Array.from({ length: 60 }, (_, at) =>
          calibration.apply(changed(inverse, (at + 1) * frameMs, cover)),
        )
        assert.deepEqual(
          states.map(({ calibration: { state } }) => state),
          states.map((_, at) => (at < 50 ? 'held' : 'lost')),
        )
        const held = states[49]?.frame
        assert.equal(held?.unit, 'm')
        const { frame, calibration: lost } = states[50] ?? assert.fail()
        assert.deepEqual(lost, { state: 'lost', reason: 'disturbed' })
        assert.deepEqual(
          [frame.kind, frame.data],
          ['relative-inverse', changed(inverse, 0, cover).data],
        )
      })
    })
  }
})
