import { queueModes, type QueueMode } from '../queue/queue-modes'
import { configWholeNumber, oneOf } from './config-value'

/** The settings of a queue, as dialogs store them. */
export interface QueueConfig {
  readonly queue: QueueMode
  /** The property that tells cameras apart. */
  readonly queueKey: string
  readonly queueLimit: number | string
}

/**
 * How many messages that are never dropped may wait.
 *
 * @throws DepthError CONFIG_INVALID, naming the setting
 */
export function queueLimitOf(config: QueueConfig): number {
  oneOf('Queue', config.queue, queueModes)
  return configWholeNumber('Queue limit', config.queueLimit, 1, 10_000)
}
