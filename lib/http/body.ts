import { untilAborted } from './time-limit'
import type { Incoming } from './transport'

/** A body that is longer than its reader allows. */
export class BodyTooLargeError extends Error {}

/** Reads a body; see readPieces. */
export async function readBody(
  response: Incoming,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Buffer> {
  return Buffer.concat(await readPieces(response, maxBytes, signal))
}

/**
 * Reads a body in the pieces in which it comes, and stops at the first byte over the limit, whatever
 * was announced.
 *
 * @param maxBytes after decompression
 * @throws BodyTooLargeError, and what chunksOf throws
 */
export async function readPieces(
  response: Incoming,
  maxBytes: number,
  signal: AbortSignal,
): Promise<readonly Buffer[]> {
  if (Number(response.headers.get('content-length')) > maxBytes) {
    discardBody(response)
    throw new BodyTooLargeError()
  }
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of chunksOf(response, signal)) {
    length += piece.length
    if (length > maxBytes) throw new BodyTooLargeError()
    pieces.push(piece)
  }
  return pieces
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
