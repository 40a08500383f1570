import { queueModes, type QueueMode } from '../queue/queue-modes'
import { oneOf, text, wholeNumber, when } from './checks'

/** The settings of a queue, as dialogs store them. */
export interface QueueConfig {
  readonly queue: QueueMode
  /** The property that tells cameras apart. */
  readonly queueKey: string
  /** How many messages that are never dropped may wait. */
  readonly queueLimit: number | string
}

/** How each of them is read, by the names that dialogs have for them. */
export const queueChecks = {
  queue: oneOf('Queue', queueModes),
  queueKey: when(({ queue }: QueueConfig) => queue === 'newest', text('Group by')),
  queueLimit: wholeNumber('Queue limit', 1, 10_000),
}
