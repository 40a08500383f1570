/**
 * How waiting messages are treated: `fifo` keeps every one up to a limit, `newest` keeps the newest
 * of each key and drops the older ones.
 */
export const queueModes = ['fifo', 'newest'] as const

export type QueueMode = (typeof queueModes)[number]
