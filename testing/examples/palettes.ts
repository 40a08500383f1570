import type { ExampleNode } from '../../tools/examples/example-flow'

/** The palettes that an example may need, by their packages: how the types of their nodes begin. */
const palettes: Readonly<Record<string, string>> = {
  '@flowfuse/node-red-dashboard': 'ui-',
}

/** The nodes of an example without those of the palettes that its comment names. */
export function withoutPalettes<Node extends Pick<ExampleNode, 'type' | 'info'>>(
  nodes: readonly Node[],
): readonly Node[] {
  const comments = nodes.filter(({ type }) => type === 'comment').map(({ info }) => info ?? '')
  const foreign = Object.entries(palettes)
    .filter(([name]) => comments.some((text) => text.includes(name)))
    .map(([, start]) => start)
  return nodes.filter(({ type }) => !foreign.some((start) => type.startsWith(start)))
}
