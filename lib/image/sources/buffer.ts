import { openEncoded } from '../encoded'
import type { ImageSource } from './image-source'

/** An encoded image as a Buffer; `unwrap` makes one of other kinds of bytes. */
export const bufferSource: ImageSource = {
  name: 'a Buffer',
  matches: (value) => Buffer.isBuffer(value),
  open: (bytes: Buffer, label, { maxPixels }) => openEncoded(bytes, `${label} (Buffer)`, maxPixels),
}
