import { attempt } from '../../attempt'
import { DepthError } from '../../errors'
import { excerpt } from '../../excerpt'
import type { RelativeBox } from '../../frames/depth-region'
import type { Size } from '../../frames/image-frame'
import type { Point } from '../geometry/shape'
import { freeName, mostRegions, wholeName, type NamedRegion } from './named-region'

/** What the four numbers of a box are, with the names of the fields that may hold them. */
const boxFormats = {
  /** Two opposite corners, as Frigate and many YOLO nodes have them. */
  corners: [
    ['x1', 'y1', 'x2', 'y2'],
    ['xmin', 'ymin', 'xmax', 'ymax'],
  ],
  /** The top left corner and the size, as COCO and node-red-contrib-tfjs-coco-ssd have them. */
  size: [
    ['x', 'y', 'width', 'height'],
    ['x', 'y', 'w', 'h'],
  ],
} as const

export type BoxFormat = keyof typeof boxFormats

export const boxFormatNames = Object.keys(boxFormats) as readonly BoxFormat[]

export interface BoxOptions {
  readonly format: BoxFormat
  /** The size in whose pixels boxes are given; `{ width: 1, height: 1 }` for 0 to 1. */
  readonly scale: Size
  /** Part of the width and height that is measured, around the middle: 0 to 1. */
  readonly part: number
}

const labelFields = ['name', 'label', 'class', 'className'] as const
const boxFields = ['box', 'bbox'] as const
const longestLabel = 100

/**
 * The boxes of a message as regions: a list of them, or one. Each is four numbers, or an object that has
 * them under `box`, `bbox` or names of their own, and its label under `name`, `label`, `class` or
 * `className`. Boxes of the same label are numbered.
 *
 * @param where names the property, such as `msg.boxes`
 * @param taken names that regions have already
 * @throws DepthError INPUT_UNSUPPORTED for what is not a box, one that ends before it begins, and for more than 100 of them
 */
export function regionsOfBoxes(
  value: unknown,
  where: string,
  options: BoxOptions,
  taken: readonly string[] = [],
): readonly NamedRegion[] {
  const names = new Set([...taken, wholeName])
  return Array.from(listOf(value, where), (entry, at) => {
    const place = Array.isArray(value) && !isFourNumbers(value) ? `${where}[${at}]` : where
    const numbers = attempt(() => numbersOf(entry, options.format), undefined)
    if (numbers === undefined) throw notABox(entry, place, options.format)
    const label = attempt(() => labelOf(entry), undefined) ?? 'box'
    const name = freeName(label, names)
    names.add(name)
    const all = relativeBox(numbers, options)
    if (all.width < 0 || all.height < 0) throw reversedBox(numbers, place, options.format)
    const points = middlePart(all, options.part)
    return { name, label, frame: all, shape: { kind: 'rectangle', points } }
  })
}

function listOf(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value) || isFourNumbers(value)) return [value]
  if (value.length <= mostRegions) return value
  throw new DepthError(
    'INPUT_UNSUPPORTED',
    `${where} has ${value.length} boxes. At most ${mostRegions} are measured: send those that count.`,
  )
}

type Four = readonly [number, number, number, number]

function numbersOf(entry: unknown, format: BoxFormat): Four | undefined {
  if (isFourNumbers(entry)) return entry
  if (typeof entry !== 'object' || entry === null) return undefined
  const fields = entry as Readonly<Record<string, unknown>>
  const candidates = [
    ...boxFields.map((name) => fields[name]),
    ...boxFormats[format].map((names) => names.map((name) => fields[name])),
  ]
  return candidates.find(isFourNumbers)
}

function isFourNumbers(value: unknown): value is Four {
  return Array.isArray(value) && value.length === 4 && value.every(Number.isFinite)
}

function labelOf(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined
  const fields = entry as Readonly<Record<string, unknown>>
  const found = labelFields.map((name) => fields[name]).find((text) => typeof text === 'string')
  const label = excerpt(found ?? '', longestLabel)
  return label === '' ? undefined : label
}

/** A box in relative coordinates. */
function relativeBox([a, b, c, d]: Four, { format, scale }: BoxOptions): RelativeBox {
  const [x, y] = [a / scale.width, b / scale.height]
  const [toX, toY] = [c / scale.width, d / scale.height]
  return format === 'corners'
    ? { x, y, width: toX - x, height: toY - y }
    : { x, y, width: toX, height: toY }
}

/** The corners of a part of a box, around its middle. */
function middlePart({ x, y, width, height }: RelativeBox, part: number): readonly Point[] {
  const [left, top] = [x + (width * (1 - part)) / 2, y + (height * (1 - part)) / 2]
  return [
    { x: left, y: top },
    { x: left + width * part, y: top + height * part },
  ]
}

function notABox(entry: unknown, place: string, format: BoxFormat): DepthError {
  const what = typeof entry === 'object' ? 'an object or array' : `of type ${typeof entry}`
  return new DepthError(
    'INPUT_UNSUPPORTED',
    `${place} is ${what} where a box was expected: ${boxFormats[format][0].join(', ')} as four numbers, ` +
      'alone, under "box" or "bbox", or under these names. Change the format of boxes in the dialog, or the message.',
  )
}

/** A detector gives no such box: its numbers are something else than the dialog says. */
function reversedBox(numbers: Four, place: string, format: BoxFormat): DepthError {
  return new DepthError(
    'INPUT_UNSUPPORTED',
    `${place} ends before it begins: ${numbers.join(', ')} as ${boxFormats[format][0].join(', ')}. Change the format of ` +
      'boxes in the dialog, or the message.',
  )
}
