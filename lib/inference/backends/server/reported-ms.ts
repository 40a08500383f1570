/**
 * What a server reports of the time that its model took, in the header `Server-Timing` (W3C):
 * `inference;dur=12.3`. Undefined where it reports nothing.
 */
export function reportedMs(headers: Headers): number | undefined {
  const found = /(?:^|,)\s*inference\s*;[^,]*?dur=(\d+(?:\.\d+)?)/i.exec(
    headers.get('server-timing') ?? '',
  )
  return found?.[1] === undefined ? undefined : Number(found[1])
}
