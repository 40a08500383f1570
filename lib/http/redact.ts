import { codeOf, messageOf } from '../errors'

/** A URL as messages and logs may show it: without user name, password, query and fragment. */
export function shownUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`
}

/** Scheme, user name and password, host and path, query and fragment. */
const urls = /([a-z][a-z0-9+.-]*:\/\/)([^\s/?#"']*@)?([^\s?#"']*)([?#][^\s"']*)?/gi

/** A text with each URL in it shortened as `shownUrl` does. */
export function redactUrls(text: string): string {
  return text.replace(urls, '$1$3')
}

/**
 * Why a request failed, without secrets. It is the innermost cause that knows: fetch says "fetch
 * failed" only.
 */
export function failureReason(thrown: unknown): string {
  const cause = thrown instanceof Error ? thrown.cause : undefined
  if (cause !== undefined) return failureReason(cause)
  // The error of a host with several addresses has a code and no message.
  return redactUrls(messageOf(thrown) || codeOf(thrown))
}
