import { finiteValues } from '../../lib/depth/finite-values'
import { DepthFrame } from '../../lib/frames/depth-frame'
import type { DepthKind } from '../../lib/frames/depth-kinds'
import { ImageFrame, type Size } from '../../lib/frames/image-frame'
import type { UnusableReason } from '../../lib/frames/unusable'

interface DepthFrameOptions {
  readonly kind?: DepthKind
  /** Size of the image; by default that of the depth map. */
  readonly source?: Size
  /** Instead of an image that nobody decodes. */
  readonly image?: ImageFrame
  readonly model?: string
}

/** A depth frame of given rows, as a model would have made it. */
export function depthFrame(
  rows: readonly (readonly number[])[],
  { kind = 'relative-inverse', source, image, model = 'tiny-v2' }: DepthFrameOptions = {},
): DepthFrame {
  const size = { width: rows[0]?.length ?? 0, height: rows.length }
  const data = Float32Array.from(rows.flat())
  return new DepthFrame({
    ...size,
    data,
    kind,
    range: finiteValues(data).range,
    model,
    provider: 'cpu',
    image: image ?? undecodedImage(source ?? size),
  })
}

/** The same depth, of an image that cannot be trusted. */
export function untrusted(frame: DepthFrame, reason: UnusableReason): DepthFrame {
  return frame.with({ image: frame.image?.withUnusable(reason) })
}

/** An image frame of which only the size matters. */
export function undecodedImage(size: Size): ImageFrame {
  return new ImageFrame({
    ...size,
    source: 'a test',
    format: 'jpeg',
    decode: () => Promise.reject(new Error('nobody should decode this image')),
  })
}

/** An image frame of one color. */
export function plainImage(size: Size, color: readonly [number, number, number]): ImageFrame {
  return new ImageFrame({
    ...size,
    source: 'a test',
    format: 'raw',
    decode: ({ width, height }) =>
      Promise.resolve({
        pixels: {
          width,
          height,
          data: Uint8Array.from({ length: 3 * width * height }, (_, i) => color[i % 3] ?? 0),
        },
        warnings: [],
      }),
  })
}

/** Rows of a smooth surface with some detail, between about 1 and 5. */
export function hills(width: number, height: number): number[][] {
  return Array.from({ length: height }, (_, y) =>
    Array.from(
      { length: width },
      (_, x) => 3 + Math.sin(x / 5) * Math.cos(y / 4) + Math.sin(x * y),
    ),
  )
}
