import type { DepthFrame } from '../frames/depth-frame'
import type { Size } from '../frames/image-frame'

/** How large a depth map is drawn; a width keeps the aspect ratio of the source image. */
export type SizeChoice =
  | { readonly mode: 'source' }
  | { readonly mode: 'model' }
  | { readonly mode: 'width'; readonly width: number }

/**
 * The size in pixels of a frame's depth map.
 *
 * @param columns of this width that the image has; a width is that of the whole image
 * @param maxWidth of the whole image
 */
export function imageSize(
  frame: Pick<DepthFrame, 'width' | 'height' | 'source'>,
  choice: SizeChoice,
  columns: number,
  maxWidth: number,
): Size {
  const { source } = frame
  const whole = choice.mode === 'model' ? { width: frame.width, height: frame.height } : source
  const wanted = choice.mode === 'width' ? choice.width / columns : whole.width
  const width = Math.max(1, Math.floor(Math.min(wanted, maxWidth / columns)))
  if (width === whole.width) return { width, height: whole.height }
  return { width, height: Math.max(1, Math.round((whole.height * width) / whole.width)) }
}
