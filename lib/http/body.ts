import { untilAborted, withTimeLimit } from './time-limit'

/** A body that is longer than its reader allows. */
export class BodyTooLargeError extends Error {}

/** A body of which nothing came for as long as its reader allows. */
export class StalledError extends Error {}

export interface BodyLimits {
  readonly signal: AbortSignal
  /** How long nothing may come, in milliseconds; without it, the signal alone ends the wait. */
  readonly stallMs?: number
}

/**
 * Reads a body, and stops at the first byte over the limit, whatever was announced.
 *
 * @param maxBytes after decompression
 * @throws BodyTooLargeError, and what chunksOf throws
 */
export async function readBody(
  response: Response,
  maxBytes: number,
  limits: BodyLimits,
): Promise<Buffer> {
  if (Number(response.headers.get('content-length')) > maxBytes) {
    discardBody(response)
    throw new BodyTooLargeError()
  }
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunksOf(response, limits)) {
    length += chunk.length
    if (length > maxBytes) throw new BodyTooLargeError()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length)
}

/**
 * The body piece by piece. Leaving the loop ends the transfer. Each piece is a race against the
 * limits: a body whose decompression failed may never end, and heed no signal either.
 *
 * @throws StalledError, the reason of the signal, and whatever breaks the connection
 */
export async function* chunksOf(
  { body }: Response,
  { signal, stallMs }: BodyLimits,
): AsyncGenerator<Uint8Array, void> {
  if (body === null) return
  const reader = body.getReader()
  const read = () =>
    stallMs === undefined
      ? untilAborted(reader.read(), signal)
      : withTimeLimit(() => reader.read(), {
          timeoutMs: stallMs,
          timeoutError: () => new StalledError(),
          signal,
        })
  try {
    for (;;) {
      const { done, value } = await read()
      if (done) return
      yield value
    }
  } finally {
    reader.cancel().catch(() => undefined)
  }
}

/** Ends the transfer of a body that nobody reads. */
export function discardBody({ body }: Response): void {
  body?.cancel().catch(() => undefined)
}
