/**
 * Scheme, user name and password, host and path, query and fragment. The scheme is bounded: a text
 * of 100 kB without one would otherwise be searched from each of its letters on.
 */
const urls = /([a-z][a-z0-9+.-]{0,30}:\/\/)([^\s/?#"']*@)?([^\s?#"']*)([?#][^\s"']*)?/gi

/** Quoted values of an Authorization header, and tokens. */
const credentials = /"(Bearer|Basic|Digest)\s[^"]*"|\bBearer\s+\S+|\bhf_\w+/gi

/** A text with each URL in it as `shownUrl` shows it, and without tokens and passwords. */
export function redactSecrets(text: string): string {
  return text.replace(urls, '$1$3').replace(credentials, '(redacted)')
}
