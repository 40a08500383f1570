import type { NodeAPI } from 'node-red'

/**
 * The name of a context store that survives a restart: the default one of settings.js where it does, or
 * else the first that does. Undefined where there is none.
 */
export function persistentStore(RED: NodeAPI): string | undefined {
  const { contextStorage } = RED.settings as unknown as { readonly contextStorage?: unknown }
  if (typeof contextStorage !== 'object' || contextStorage === null) return undefined
  const stores = contextStorage as Readonly<Record<string, unknown>>
  const names = Object.keys(stores).filter((name) => isPersistent(stores[name]))
  // `default` may be the name of another store.
  const standard = typeof stores['default'] === 'string' ? stores['default'] : 'default'
  return names.find((name) => name === standard) ?? names[0]
}

function isPersistent(store: unknown): boolean {
  if (typeof store !== 'object' || store === null) return false
  const { module } = store as { readonly module?: unknown }
  return module !== undefined && module !== 'memory'
}
