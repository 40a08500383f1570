/** What a node does about images that cannot be trusted. */
export const unusableModes = ['ignore', 'warn', 'error'] as const

export type UnusableMode = (typeof unusableModes)[number]
