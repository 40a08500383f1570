import type { Origin } from '../../depth/calibration/origin'
import type { Camera } from '../../frames/camera'
import type { DepthRange } from '../../frames/depth-frame'
import type { DepthKind } from '../../frames/depth-kinds'
import type { Size } from '../../frames/image-frame'

/** What there is to be seen of a frame. */
export const viewParts = ['image', 'depth'] as const

export type ViewPart = (typeof viewParts)[number]

/** The depth of a frame without its values. */
interface ViewedDepth extends Size {
  readonly kind: DepthKind
  /** What colors are stretched over. */
  readonly range: DepthRange
  /** What the frame has in common with those that its calibration holds for. */
  readonly origin: Origin
  /** The error of its meters as a part of the distance, where calibrate depth knows it. */
  readonly error?: number
}

/** An instance of a subflow in a flow. */
export interface SubflowInstance {
  readonly id: string
  /** Empty where it has none; the editor then shows that of the subflow. */
  readonly name: string
  /** The id of the subflow. */
  readonly subflow: string
}

/** Where a node stands that runs inside an instance of a subflow. */
export interface InSubflow {
  /** The node of the subflow, which stands for those of all its instances in the editor. */
  readonly node: string
  /** The instance, and those that it stands in; the outermost first. */
  readonly instances: readonly SubflowInstance[]
}

/** What an editor is told of the last frame of a node and key: ids and sizes, never pixels. */
export interface ViewSummary {
  /** The node that runs. */
  readonly node: string
  readonly key: string
  /** The frame's id. */
  readonly id: string
  /** Size of the image in pixels. */
  readonly image: Size
  /** False where depth came without its image. */
  readonly hasImage: boolean
  readonly depth?: ViewedDepth
  /** The camera behind the image, where it is known. */
  readonly camera?: Camera
  /** Absent outside of subflows. */
  readonly subflow?: InSubflow
}
