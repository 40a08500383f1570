import { isDepthFrame } from '../../frames/depth-frame'
import type { ImageSource } from './image-source'

/** An object with an image as its property `image`, as sketches for the ESP32-CAM send it. */
export function wrapperOf(openPlain: ImageSource['open']): ImageSource {
  return {
    name: 'an object { image }',
    // A depth frame has an image too, which is not what it stands for.
    matches: (value) =>
      typeof value === 'object' && value !== null && 'image' in value && !isDepthFrame(value),
    open: ({ image }: { readonly image: unknown }, label, rules) =>
      openPlain(image as never, `${label}.image`, rules),
  }
}
