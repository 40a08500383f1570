import type { Calibration } from '../../lib/depth/calibration/calibrate'
import { KeyCalibration } from '../../lib/depth/calibration/key-calibration'
import { difference } from '../../lib/depth/calibration/origin'
import {
  metersOf,
  sightingOfSeveral,
  type Reference,
  type Sighting,
} from '../../lib/depth/calibration/reference'
import type { Shape } from '../../lib/depth/geometry/shape'
import type { StoredReference } from '../../nodes/depth-calibrate/references-setting'
import type { DialogNode } from '../lists'
import type { ShapeRow } from '../shapes/rows'
import { openShapes } from '../shapes/shapes-tray'
import type { Fetched } from '../view/fetched'

type Row = ShapeRow<Sighting>

/** Opens the tray in which references are placed on the last images of a node. */
export function placeReferences(
  node: DialogNode,
  references: readonly StoredReference[],
  isLive: boolean,
  onDone: (references: readonly StoredReference[]) => void,
): void {
  openShapes<Sighting>(node, {
    title: node._('depth-calibrate.place.title'),
    kinds: ['point', 'rectangle'],
    columns: [
      {
        name: 'meters',
        label: node._('depth-calibrate.place.meters'),
        width: 6,
        isNumber: true,
        fresh: () => '',
        problem: (value) =>
          metersOf(value) === undefined ? node._('depth-calibrate.place.noMeters') : undefined,
      },
    ],
    rows: references.map(rowOf),
    look,
    notes: (shown, frame) => notesOf(node, shown, frame, isLive),
    summary: (shown) =>
      shown.length === 0 ? '' : calibrationText(node, shown.map(storedOf), isLive),
    onDone: (rows) => onDone(rows.map(storedOf)),
  })
}

/** What the references of one key are worth, in one line. */
export function calibrationText(
  node: Pick<DialogNode, '_'>,
  references: readonly StoredReference[],
  isLive: boolean,
): string {
  const count = node._('depth-calibrate.summary.count', { number: references.length })
  const known = knownOf(references)
  if (known.length < references.length) {
    return `${count} ${node._('depth-calibrate.summary.noMeters')}`
  }
  const { problem, calibration } = new KeyCalibration(known, { isLive, holdMs: 0 })
  if (calibration === undefined) return `${count} ${node._(`depth-calibrate.problem.${problem}`)}`
  return `${count} ${worthOf(node, calibration)}`
}

function worthOf(node: Pick<DialogNode, '_'>, { isScaleOnly, error, reach }: Calibration): string {
  const to = node._('depth-calibrate.summary.reach', { meters: reach.toPrecision(3) })
  if (isScaleOnly) return `${node._('depth-calibrate.summary.scaleOnly')} ${to}`
  if (error === undefined) return `${node._('depth-calibrate.summary.noError')} ${to}`
  const percent = Math.ceil(100 * error)
  return `${node._('depth-calibrate.summary.error', { percent })} ${to}`
}

/** The depth seen at each reference, how far the fit is off there, and whether the image is of another kind. */
function notesOf(
  node: DialogNode,
  shown: readonly Row[],
  frame: Fetched | undefined,
  isLive: boolean,
): readonly string[] {
  const known = knownOf(shown.map(storedOf))
  const isComplete = known.length === shown.length && known.length > 2
  const { calibration } = new KeyCalibration(isComplete ? known : [], { isLive, holdMs: 0 })
  const origin = frame?.summary.depth?.origin
  return shown.map(({ seen }, index) => {
    const depth = seen?.depth ?? undefined
    if (seen === undefined || depth === undefined) return node._('depth-calibrate.place.unseen')
    const { frames = 1 } = seen
    const notes = [
      node._(`depth-calibrate.place.${frames > 1 ? 'depthOfSeveral' : 'depth'}`, {
        depth: depth.toPrecision(4),
        frames,
      }),
    ]
    const residual = calibration?.residuals[index]
    if (residual !== undefined) {
      const meters = `${residual < 0 ? '−' : '+'}${Math.abs(residual).toFixed(2)}`
      notes.push(node._('depth-calibrate.place.residual', { meters }))
    }
    const reason = origin === undefined ? undefined : difference(seen.origin, origin)
    if (reason !== undefined) notes.push(node._('depth-calibrate.place.differs'))
    return notes.join(' · ')
  })
}

function look(
  shape: Shape,
  { summary: { depth } }: Fetched,
  depths: readonly Float32Array[],
): Sighting | undefined {
  if (depth === undefined || depths.length === 0) return undefined
  const { width, height, origin } = depth
  return sightingOfSeveral({ ...origin, width, height }, depths, shape)
}

function knownOf(references: readonly StoredReference[]): readonly Reference[] {
  return references.flatMap(({ shape, meters: written, seen }): readonly Reference[] => {
    const meters = metersOf(written)
    return meters === undefined ? [] : [{ shape, meters, ...(seen === undefined ? {} : { seen }) }]
  })
}

function rowOf({ key, shape, meters, seen }: StoredReference): Row {
  return { key, shape, cells: { meters: String(meters) }, ...(seen === undefined ? {} : { seen }) }
}

function storedOf({ key, shape, cells, seen }: Row): StoredReference {
  const meters = metersOf(cells['meters']) ?? cells['meters'] ?? ''
  return { key, shape, meters, ...(seen === undefined ? {} : { seen }) }
}
