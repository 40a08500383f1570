import { ImageFrame } from '../../lib/frames/image-frame'

/** How depth is drawn for viewers. */
export const drawing = {
  colorMap: 'inferno',
  composition: 'depth',
  opacity: 1,
  farIsBright: false,
  range: { mode: 'frame' },
  scale: 'auto',
  contours: false,
  legend: false,
  size: { mode: 'source' },
  quality: 80,
} as const

/** An image that came as a JPEG with these bytes. */
export function cameraImage(encoded: Buffer): ImageFrame {
  return new ImageFrame({
    width: 8,
    height: 8,
    source: 'a test',
    format: 'jpeg',
    encoded,
    decode: () => Promise.reject(new Error('nobody should decode this image')),
  })
}
