import type { Node, NodeAPI } from 'node-red'
import { DepthError } from '../errors'
import type { RemoteSettings } from '../inference/scheduling/depth-inference'

/** A depth-server config node, as the nodes that use it see it. */
export interface ServerNode extends Node {
  /** @throws DepthError CONFIG_INVALID where a setting of the config node cannot be used */
  readonly serverSettings: () => RemoteSettings
}

/**
 * The settings of a depth-server node.
 *
 * @throws DepthError CONFIG_INVALID when there is no such node, it is not deployed, or one of its
 *   settings cannot be used
 */
export function serversOf(RED: NodeAPI, id: string): RemoteSettings {
  const node = RED.nodes.getNode(id) as Partial<ServerNode> | null | undefined
  if (node?.serverSettings !== undefined) return node.serverSettings()
  throw new DepthError(
    'CONFIG_INVALID',
    `There is no inference server node "${id}". Choose one in the node's dialog, and deploy it first.`,
  )
}
