import { openEncoded } from '../encoded'
import type { ImageSource } from './image-source'

/** An encoded image as a Buffer or a plain Uint8Array. */
export const bufferSource: ImageSource = {
  name: 'a Buffer',
  matches: (value) => value instanceof Uint8Array,
  open: ({ buffer, byteOffset, byteLength }: Uint8Array, label, { maxPixels }) =>
    openEncoded(Buffer.from(buffer, byteOffset, byteLength), `${label} (Buffer)`, maxPixels),
}
