import { codeOf, messageOf } from '../errors'

/** A URL as messages and logs may show it: without user name, password, query and fragment. */
export function shownUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`
}

/**
 * Why a request failed, in one line. It is the innermost cause that knows: fetch says "fetch failed"
 * only.
 */
export function failureReason(thrown: unknown): string {
  const cause = thrown instanceof Error ? thrown.cause : undefined
  if (cause !== undefined) return failureReason(cause)
  // The error of a host with several addresses has a code and no message.
  const [line = ''] = messageOf(thrown).split('\n')
  return line.trim() || codeOf(thrown)
}
