import { messageOf } from '../errors'

/**
 * What messages are grouped by, such as the topic of a camera, as text. Objects count by their
 * content, where they have one that can be written down.
 */
export function groupKey(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return value
  return typeof value === 'object' ? contentOf(value) : messageOf(value)
}

function contentOf(value: object): string {
  try {
    // What toJSON returns may have no text.
    const text = JSON.stringify(value) as unknown
    return typeof text === 'string' ? text : ''
  } catch {
    return messageOf(value)
  }
}
