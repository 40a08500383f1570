import { pipeline, type Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createUnzip } from 'node:zlib'

/** A compression that servers use although nobody asked them for it. */
const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createUnzip,
  'x-gzip': createUnzip,
  deflate: createUnzip,
  br: createBrotliDecompress,
}

/**
 * A body without its compression.
 *
 * @param encoding the header Content-Encoding
 */
export function decoded(body: Readable, encoding = ''): Readable {
  const decoder = decoders[encoding.trim().toLowerCase()]?.()
  // The reader hears of an error; where nobody reads, it must not end the process.
  body.on('error', () => undefined)
  if (decoder === undefined) return body
  return pipeline(body, decoder, () => undefined)
}
