import { untilAborted } from './time-limit'
import type { Incoming } from './transport'

/** A body that is longer than its reader allows. */
export class BodyTooLargeError extends Error {}

/**
 * Reads a body, and stops at the first byte over the limit, whatever was announced.
 *
 * @param maxBytes after decompression
 * @throws BodyTooLargeError, and what chunksOf throws
 */
export async function readBody(
  response: Incoming,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Buffer> {
  if (Number(response.headers.get('content-length')) > maxBytes) {
    discardBody(response)
    throw new BodyTooLargeError()
  }
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunksOf(response, signal)) {
    length += chunk.length
    if (length > maxBytes) throw new BodyTooLargeError()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length)
}

/**
 * The body piece by piece. Leaving the loop ends the transfer. Each piece is a race against the
 * signal.
 *
 * @throws StalledError, the reason of the signal, and whatever breaks the connection
 */
export async function* chunksOf(
  { body }: Incoming,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void> {
  const pieces = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  try {
    for (;;) {
      const piece = await untilAborted(pieces.next(), signal)
      if (piece.done === true) return
      yield piece.value
    }
  } finally {
    body.destroy()
  }
}

/** Ends the transfer of a body that nobody reads. */
export function discardBody({ body }: Incoming): void {
  body.destroy()
}
