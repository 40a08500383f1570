/** A body that is longer than its reader allows. */
export class BodyTooLargeError extends Error {}

/**
 * Reads a body, and stops at the first byte over the limit, whatever was announced.
 *
 * @param maxBytes after decompression
 * @throws BodyTooLargeError, and whatever breaks the connection
 */
export async function readBody(response: Response, maxBytes: number): Promise<Buffer> {
  if (Number(response.headers.get('content-length')) > maxBytes) throw new BodyTooLargeError()
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunksOf(response)) {
    length += chunk.length
    if (length > maxBytes) throw new BodyTooLargeError()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length)
}

/** The body piece by piece. Leaving the loop ends the transfer. */
export function chunksOf(response: Response): AsyncIterable<Uint8Array> {
  // The types of lib.dom do not know that a body can be iterated.
  return (response.body ?? []) as AsyncIterable<Uint8Array>
}
