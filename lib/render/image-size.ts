import type { DepthFrame } from '../frames/depth-frame'
import type { Size } from '../frames/image-frame'

/** How large a depth map is drawn; a width keeps the aspect ratio of the source image. */
export type SizeChoice =
  | { readonly mode: 'source' }
  | { readonly mode: 'model' }
  | { readonly mode: 'width'; readonly width: number }

/** The size in pixels that a choice gives for a frame, at most `maxWidth` wide. */
export function imageSize(
  frame: Pick<DepthFrame, 'width' | 'height' | 'source'>,
  choice: SizeChoice,
  maxWidth = Infinity,
): Size {
  const { source } = frame
  const whole = choice.mode === 'model' ? { width: frame.width, height: frame.height } : source
  const width = Math.min(choice.mode === 'width' ? choice.width : whole.width, maxWidth)
  if (width === whole.width) return { width, height: whole.height }
  return { width, height: Math.max(1, Math.round((whole.height * width) / whole.width)) }
}
