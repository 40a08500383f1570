import type { RunningNodeRed } from './start'

interface NodeSet {
  readonly module: string
  readonly types: readonly string[]
  readonly enabled: boolean
  readonly err?: unknown
}

/**
 * The node types of a package that run in a Node-RED.
 *
 * @throws Error when one of its node sets is off or failed to load
 */
export async function loadedTypes(
  nodeRed: RunningNodeRed,
  packageName: string,
): Promise<readonly string[]> {
  const headers = { accept: 'application/json' }
  const response = await fetch(new URL('nodes', nodeRed.url), { headers })
  const sets = ((await response.json()) as NodeSet[]).filter(({ module }) => module === packageName)
  const faults = sets.filter(({ enabled, err }) => !enabled || err !== undefined)
  if (faults.length > 0) throw new Error(`not loaded: ${JSON.stringify(faults)}`)
  return sets.flatMap(({ types }) => types)
}
