import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packageRoot } from '../../lib/package-root'

/** A node as a flow file holds it. */
export interface StoredNode {
  readonly id: string
  readonly type: string
  readonly [setting: string]: unknown
}

const folder = join(packageRoot, 'test', 'fixtures', 'flows-0.1.0')

/** Settings that have had another name since version 0.1.0. */
const newNames: Readonly<Record<string, string>> = {
  tellDrops: 'reportDrops',
  colourMap: 'colorMap',
}

/** The nodes of all flows that were made with version 0.1.0. */
export async function flowsOf010(): Promise<readonly StoredNode[]> {
  const names = await readdir(folder, { recursive: true })
  const files = names.filter((name) => name.endsWith('.json'))
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')))
  return texts.flatMap((text) => JSON.parse(text) as StoredNode[])
}

/** Whether a node is one of this package's. */
export function isOurs({ type }: StoredNode): boolean {
  return type.startsWith('depth-')
}

/** The settings of a node of version 0.1.0 as they are called today, without the version. */
export function underNewNames({ configVersion, ...node }: StoredNode): Record<string, unknown> {
  if (configVersion !== 1) throw new Error(`${node.id} is not of version 0.1.0`)
  const settings = Object.entries(node).map(([name, value]) => [
    newNames[name] ?? name,
    name === 'modelType' && value === 'catalogue' ? 'catalog' : value,
  ])
  return Object.fromEntries(settings) as Record<string, unknown>
}
