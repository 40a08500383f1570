/**
 * How far off the meters of a bundled model are after calibrate depth: on the rendered samples, whose
 * distances are known, with two and with four references, inside and beyond their span.
 *
 *     npx tsx tools/calibration/main.ts
 */
import { KeyCalibration } from '../../lib/depth/calibration/key-calibration'
import type { DepthFrame } from '../../lib/frames/depth-frame'
import { loadImage } from '../../lib/image/load'
import { samplePath } from '../../lib/image/sample-path'
import { referencesOf } from '../../testing/frames/references'
import { withBundledModels } from '../pictures/bundled-depth'
import { trueMeters } from '../pictures/true-depth'

const scenes = ['room', 'street', 'corridor', 'table-top', 'open-ground'] as const
const counts = [2, 4, 8] as const

/** The relative errors of the values whose true distance lies in a span, in order. */
function errors(metric: DepthFrame, truth: DepthFrame, from: number, to: number): number[] {
  const found: number[] = []
  for (let row = 0; row < truth.height; row++) {
    for (let column = 0; column < truth.width; column++) {
      const meters = truth.data[row * truth.width + column] ?? NaN
      if (!(meters >= from && meters <= to)) continue
      const value = metric.at((column + 0.5) / truth.width, (row + 0.5) / truth.height)
      found.push(Number.isFinite(value) ? Math.abs(value / meters - 1) : 1)
    }
  }
  return found.sort((a, b) => a - b)
}

const percent = (part: number | undefined) =>
  part === undefined || Number.isNaN(part) ? '-' : `${(100 * part).toFixed(1)} %`
const at = (ordered: readonly number[], part: number) =>
  percent(ordered[Math.floor(part * (ordered.length - 1))])

async function main(): Promise<void> {
  console.log('| scene | references | said | median | 9 of 10 | median beyond |')
  console.log('| --- | --- | --- | --- | --- | --- |')
  await withBundledModels(async (depthOf) => {
    for (const scene of scenes) {
      const { frame: image } = await loadImage(samplePath(scene), { label: scene })
      const truth = await trueMeters(scene, image)
      const depth = await depthOf(image, 'tiny-v2')
      for (const count of counts) {
        const references = referencesOf(truth, depth, count)
        const distances = references.map(({ meters }) => meters)
        const [near, far] = [Math.min(...distances), Math.max(...distances)]
        const key = new KeyCalibration(references, { isLive: false, holdMs: 0 })
        const { frame, calibration } = key.apply(depth)
        const span = `${count}: ${near.toFixed(1)} to ${far.toFixed(1)} m`
        if (calibration.state === 'lost') {
          console.log(`| ${scene} | ${span} | ${key.problem} | | | |`)
          continue
        }
        const inside = errors(frame, truth, near, far)
        const beyond = errors(frame, truth, far, 3 * far)
        console.log(
          `| ${[scene, span, percent(calibration.error), at(inside, 0.5), at(inside, 0.9), at(beyond, 0.5)].join(' | ')} |`,
        )
      }
    }
  })
}

void main()
