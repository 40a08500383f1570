import { openEncoded } from '../encoded'
import type { ImageSource } from './image-source'
import { textSource } from './text-source'

/** A kind of text that is the bytes of an encoded image in another notation. */
export interface EncodedText {
  /** For messages, with its article. */
  readonly name: string
  /** For messages, in brackets after the name of the value. */
  readonly kind: string
  readonly matches: (text: string) => boolean
  /** @param label names the text in errors */
  readonly bytes: (text: string, label: string) => Buffer
}

/** The source of a kind of text. */
export function encodedTextSource({ name, kind, matches, bytes }: EncodedText): ImageSource {
  return textSource({
    name,
    matches,
    open: async (text, label, { maxPixels }) =>
      openEncoded(bytes(text, label), `${label} (${kind})`, maxPixels),
  })
}
