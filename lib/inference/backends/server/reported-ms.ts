/**
 * What a server reports of the time that its model took, in the header `Server-Timing` (W3C):
 * `inference;dur=12.3`. Undefined where it reports nothing, or more than the round trip took.
 */
export function reportedMs(headers: Headers, roundTripMs: number): number | undefined {
  const found = /(?:^|,)\s*inference\s*;[^,]*?dur=(\d+(?:\.\d+)?)/i.exec(
    headers.get('server-timing') ?? '',
  )
  const ms = Number(found?.[1])
  return ms <= roundTripMs ? ms : undefined
}
