import { join, resolve } from 'node:path'
import type { Node, NodeAPI } from 'node-red'
import { DepthError } from '../errors'
import { storeSettings, type StoreOptions, type StoreSettings } from '../hub/settings'

/** A depth-store config node, as the nodes that use it see it. */
export interface StoreNode extends Node {
  /** @throws DepthError CONFIG_INVALID where a setting of the config node cannot be used */
  readonly storeSettings: () => StoreSettings
}

/**
 * The settings of a depth-store node, or of the environment where none is chosen.
 *
 * @param id of the config node; empty for none
 * @throws DepthError CONFIG_INVALID when there is no such node, it is not deployed, or one of its
 *   settings cannot be used
 */
export function storeOf(RED: NodeAPI, id: string): StoreSettings {
  if (id === '') return defaultStore(RED, {})
  const node = RED.nodes.getNode(id) as Partial<StoreNode> | null | undefined
  if (node?.storeSettings !== undefined) return node.storeSettings()
  throw new DepthError(
    'CONFIG_INVALID',
    `There is no model store node "${id}". Choose one in the node's dialog, and deploy it first.`,
  )
}

/**
 * Settings with the package's own folder in Node-RED's user directory. A relative cache folder
 * starts at `fileWorkingDirectory` of settings.js, as in the core file nodes.
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

/** Folder settings from settings.js. */
interface FolderSettings {
  readonly userDir?: string
  readonly fileWorkingDirectory?: string
}
