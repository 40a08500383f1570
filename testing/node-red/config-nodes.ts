/** The types of nodes that have no place in a flow. */
const configNodes: readonly string[] = ['depth-store', 'depth-server']

export function isConfigNode(type: string): boolean {
  return configNodes.includes(type)
}
