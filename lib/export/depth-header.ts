import type { Camera } from '../frames/camera'
import type { AppliedCrop } from '../frames/crop'
import type { DepthFrame } from '../frames/depth-frame'
import type { DepthKind } from '../frames/depth-kinds'
import type { Size } from '../frames/image-frame'
import type { UnusableReason } from '../frames/unusable'
import type { Timing } from '../timing/timeline'
import type { ExportName } from './format-names'
import type { Scaling } from './levels'

/** The version of `DepthHeader`. */
export const headerVersion = 1

/**
 * `msg.depth`: what has to be known of depth that left the process as bytes, so that it becomes a
 * DepthFrame again. Plain JSON; what is not known is absent.
 */
export interface DepthHeader extends Size, Scaling {
  readonly version: typeof headerVersion
  readonly format: ExportName
  readonly kind: DepthKind
  readonly unit?: 'm' | undefined
  readonly model: string
  readonly provider: string
  readonly precision?: string | undefined
  readonly inputSize?: Size | undefined
  /** Size of the image in pixels. */
  readonly source: Size
  readonly crop?: AppliedCrop | undefined
  /** The camera behind the image, in pixels of the image. */
  readonly geometry?: Camera | undefined
  readonly anchor?: string | undefined
  /** Epoch milliseconds, on the clock of the machine that captured the image. */
  readonly captured: number
  /** Why the image cannot be trusted. */
  readonly unusable?: UnusableReason | undefined
  /** What the message was grouped by; absent where that is empty. */
  readonly key?: string | undefined
  readonly timing?: Timing | undefined
}

/** What a frame does not say itself. */
export interface Exported {
  readonly format: ExportName
  /** How many values the bytes hold across and down. */
  readonly size: Size
  readonly scaling: Scaling
  readonly key: string
  readonly timing: Timing | undefined
}

/** The header of a frame's bytes. */
export function headerOf(
  frame: DepthFrame,
  { format, size, scaling, key, timing }: Exported,
): DepthHeader {
  const header: DepthHeader = {
    version: headerVersion,
    format,
    width: size.width,
    height: size.height,
    kind: frame.kind,
    unit: frame.unit,
    ...scaling,
    model: frame.model,
    provider: frame.provider,
    precision: frame.precision,
    inputSize: frame.inputSize,
    source: frame.source,
    crop: frame.crop,
    geometry: frame.camera,
    anchor: frame.anchor,
    captured: frame.captured,
    unusable: frame.unusable,
    key: key === '' ? undefined : key,
    timing,
  }
  const known = Object.entries(header).filter(([, value]) => value !== undefined)
  return Object.fromEntries(known) as unknown as DepthHeader
}
