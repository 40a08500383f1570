import { attempt } from '../../attempt'
import { base64Text } from './base64'
import { dataUri } from './data-uri'
import { hexadecimal } from './hexadecimal'
import { unwrap } from './unwrap'

/** The texts that an image can be in another notation, the first one that matches. */
const notations = [dataUri, base64Text, hexadecimal]

/**
 * What a file or a response carries, where it is a text with an image inside: base64, a data URI or
 * JSON, as a Buffer of a message may be. The bytes themselves otherwise. No path or URL in it is
 * opened.
 */
export function carried(bytes: Buffer): Buffer {
  const { value, label } = unwrap({ value: bytes, label: 'it' })
  if (Buffer.isBuffer(value)) return value
  if (typeof value !== 'string') return bytes
  const text = value.trim()
  const notation = notations.find(({ matches }) => matches(text))
  return attempt(() => notation?.bytes(text, label), undefined) ?? bytes
}
