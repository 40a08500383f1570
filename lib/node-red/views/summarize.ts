import { originOf } from '../../depth/calibration/origin'
import type { Camera } from '../../frames/camera'
import { isDepthFrame, type DepthFrame } from '../../frames/depth-frame'
import type { Size } from '../../frames/image-frame'
import type { Viewed } from './snapshot'
import type { InSubflow, ViewSummary } from './summary'

/**
 * What an editor is told of a frame.
 *
 * @param subflow where the node stands; undefined outside of subflows
 */
export function summarize(
  node: string,
  key: string,
  frame: Viewed,
  subflow: InSubflow | undefined,
): ViewSummary {
  const depth = isDepthFrame(frame) ? frame : undefined
  const { width, height, camera } = imageFacts(frame)
  return {
    node,
    key,
    id: frame.id,
    image: { width, height },
    hasImage: depth === undefined || depth.image !== undefined,
    ...(depth !== undefined && {
      depth: {
        width: depth.width,
        height: depth.height,
        kind: depth.kind,
        range: depth.steadyRange ?? depth.range,
        origin: originOf(depth),
        ...errorOf(depth),
      },
    }),
    ...(camera !== undefined && { camera }),
    ...(subflow !== undefined && { subflow }),
  }
}

function errorOf({ calibration }: DepthFrame): { readonly error?: number } {
  if (calibration === undefined || calibration.state === 'lost') return {}
  return calibration.error === undefined ? {} : { error: calibration.error }
}

/** What is known of the image, also where it is missing. */
export function imageFacts(frame: Viewed): Size & { readonly camera?: Camera | undefined } {
  return isDepthFrame(frame) ? { ...frame.source, camera: frame.camera } : frame
}
