import { join, resolve } from 'node:path'
import type { Node, NodeAPI } from 'node-red'
import { DepthError } from '../errors'
import { storeSettings, type StoreOptions, type StoreSettings } from '../hub/settings'

/** A depth-store config node, as the nodes that use it see it. */
export interface DepthStoreNode extends Node {
  readonly store: StoreSettings
  /** Why there is no `store`. */
  readonly fault?: DepthError
}

/**
 * The settings of a depth-store node, or where none is chosen those of the environment.
 *
 * @param id of the config node; empty for none.
 * @throws DepthError CONFIG_INVALID when there is no such node, it is not deployed, or a setting of it
 *   is not usable.
 */
export function storeOf(RED: NodeAPI, id: string): StoreSettings {
  if (id === '') return defaultStore(RED, {})
  const node = RED.nodes.getNode(id) as Partial<DepthStoreNode> | null | undefined
  if (node?.store !== undefined) return node.store
  if (node?.fault !== undefined) throw node.fault
  throw new DepthError(
    'CONFIG_INVALID',
    `There is no depth store node "${id}". Choose one in the node's dialog, and deploy it before it is used.`,
  )
}

/**
 * Settings with the package's own folder in Node-RED's user directory; a relative cache folder
 * begins at `fileWorkingDirectory` of settings.js, as in the core file nodes.
 *
 * @throws DepthError CONFIG_INVALID
 */
export function defaultStore(RED: NodeAPI, options: StoreOptions): StoreSettings {
  const { userDir, fileWorkingDirectory } = RED.settings as FolderSettings
  const { cacheFolder = '' } = options
  const isNamed = cacheFolder !== '' && !cacheFolder.startsWith('~')
  return storeSettings({
    folder: join(userDir ?? '.', 'depth-models'),
    ...options,
    ...(isNamed && { cacheFolder: resolve(fileWorkingDirectory ?? '', cacheFolder) }),
  })
}

/** What settings.js says of folders. */
interface FolderSettings {
  readonly userDir?: string
  readonly fileWorkingDirectory?: string
}
