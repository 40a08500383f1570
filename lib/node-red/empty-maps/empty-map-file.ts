import type { DepthFrame, DepthRange } from '../../frames/depth-frame'
import type { AppliedCrop } from '../../frames/crop'
import type { DepthKind } from '../../frames/depth-kinds'
import type { Size } from '../../frames/image-frame'
import { attempt } from '../../attempt'
import type { EmptyMap } from '../../depth/regions/change'

/** What is kept of an empty map besides its values: of what frame it was, and for which key. */
interface EmptyMapFacts extends Size {
  readonly key: string
  /** When it was taken, in ISO 8601. */
  readonly taken: string
  readonly kind: DepthKind
  readonly range: DepthRange
  readonly model: string
  readonly precision?: string | undefined
  readonly source: Size
  readonly crop?: AppliedCrop | undefined
}

/** An empty map with its values, which lie in memory that threads can share. */
export interface KeptEmptyMap extends EmptyMap {
  readonly facts: EmptyMapFacts
}

const version = 1

/** A frame as an empty map, with a copy of its values. */
export function emptyMapOf(frame: DepthFrame, key: string, taken: Date): KeptEmptyMap {
  const { width, height, kind, range, model, precision, source, crop } = frame
  const facts = { width, height, kind, range, model, precision, source, crop }
  const values = new Float32Array(new SharedArrayBuffer(frame.data.byteLength))
  values.set(frame.data)
  return { values, range, facts: { key, taken: taken.toISOString(), ...facts } }
}

/** The content of a file: one line of JSON, then the values as float32, little endian. */
export function encodeEmptyMap({ facts, values }: KeptEmptyMap): Buffer {
  const { buffer, byteOffset, byteLength } = values
  return Buffer.concat([
    Buffer.from(`${JSON.stringify({ version, ...facts })}\n`),
    Buffer.from(buffer, byteOffset, byteLength),
  ])
}

/** What a file holds; undefined where it is not such a file, or is damaged. */
export function decodeEmptyMap(content: Buffer): KeptEmptyMap | undefined {
  const end = content.indexOf('\n')
  const facts = attempt(() => JSON.parse(content.toString('utf8', 0, end)) as unknown, undefined)
  if (!isFacts(facts)) return undefined
  const bytes = content.subarray(end + 1)
  if (bytes.length !== 4 * facts.width * facts.height) return undefined
  const shared = new SharedArrayBuffer(bytes.length)
  new Uint8Array(shared).set(bytes)
  return { facts, range: facts.range, values: new Float32Array(shared) }
}

function isFacts(value: unknown): value is EmptyMapFacts {
  if (typeof value !== 'object' || value === null) return false
  const {
    version: found,
    key,
    width,
    height,
    range,
  } = value as EmptyMapFacts & {
    readonly version?: unknown
  }
  return (
    found === version &&
    typeof key === 'string' &&
    [width, height, range.min, range.max].every(Number.isFinite)
  )
}

/** Whether the values of a frame can be compared with those of an empty map. */
export function isComparable(frame: DepthFrame, { facts }: KeptEmptyMap): boolean {
  const of = ({
    width,
    height,
    kind,
    model,
    precision,
    source,
    crop,
  }: EmptyMapFacts | DepthFrame) =>
    JSON.stringify([width, height, kind, model, precision ?? null, source, crop ?? null])
  return of(frame) === of(facts)
}
