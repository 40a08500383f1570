import type { FlowMessage } from './message'

/**
 * Says what the payload is where an HTTP client waits for the message: **http response** sends
 * `msg.headers`. Other headers are kept.
 */
export function setContentType(msg: FlowMessage, mediaType: string): void {
  if (msg['res'] === undefined) return
  const headers = entriesOf(msg['headers'])
  const others = headers.filter(([name]) => name.toLowerCase() !== 'content-type')
  msg['headers'] = Object.fromEntries([...others, ['content-type', mediaType]])
}

/** Nothing where it is not an object, or one whose properties throw. */
function entriesOf(headers: unknown): readonly (readonly [string, unknown])[] {
  if (typeof headers !== 'object' || headers === null) return []
  try {
    return Object.entries(headers)
  } catch {
    return []
  }
}
