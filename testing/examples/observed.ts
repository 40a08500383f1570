import { readdir } from 'node:fs/promises'
import { basename } from 'node:path'
import { exampleFlow, examplesFolder, type ExampleNode } from '../../tools/examples/example-flow'
import { withoutPalettes } from './palettes'

export interface Example {
  /** `01 - Getting started/03 - Compare V1 and V2.json` */
  readonly file: string
  /** Without those of other palettes, which are not installed here; .ci/peers.d runs these. */
  readonly nodes: readonly ExampleNode[]
}

export async function readExamples(): Promise<Example[]> {
  const files = await readdir(examplesFolder, { recursive: true })
  return Promise.all(
    files
      .filter((file) => file.endsWith('.json'))
      .map(async (file) => ({ file, nodes: withoutPalettes(await exampleFlow(file)) })),
  )
}

/** Where a message starts by itself. */
const sources = ['inject', 'http in', 'watch']

/** Never tell the Complete nodes that they are done: core's switch, and mqtt out without a broker. */
const silent = ['junction', 'switch', 'mqtt out']

/** The second output: drops of infer depth, of which there may be none, and answers of a worker. */
function mayBeQuiet({ type, name }: ExampleNode): boolean {
  return type === 'depth-infer' || name === 'ask workers'
}

/** The nodes that a message from a button, a request or a file comes through, by wires and links. */
export function reached({ nodes }: Example): ExampleNode[] {
  const starts = nodes.filter(({ type }) => sources.includes(type))
  const found = new Set(starts)
  for (const node of found) {
    const outputs = mayBeQuiet(node) ? node.wires?.slice(0, 1) : node.wires
    const next = [
      ...(outputs ?? []).flat(),
      ...(node.type === 'link out' ? (node.links ?? []) : []),
    ]
    for (const other of nodes) if (next.includes(other.id)) found.add(other)
  }
  return [...found].filter((node) => !starts.includes(node) && !silent.includes(node.type))
}

/** Nodes that write down the errors of an example, and which of its nodes have worked. */
export function observers(example: Example): object[] {
  const z = example.nodes.find(({ type }) => type === 'tab')?.id ?? ''
  const place = { z, x: 0, y: 0 }
  const writeDown = (name: string, scope: unknown, payload: string) => [
    { ...place, id: `${z}-${name}`, type: name, scope, wires: [[`${z}-${name}-what`]] },
    {
      ...place,
      id: `${z}-${name}-what`,
      type: 'change',
      rules: [{ t: 'set', p: 'payload', pt: 'msg', to: payload, tot: 'msg' }],
      wires: [[`${z}-${name}-file`]],
    },
    {
      ...place,
      id: `${z}-${name}-file`,
      type: 'file',
      filename: `${basename(example.file)}.${name}`,
      filenameType: 'str',
      appendNewline: true,
      overwriteFile: 'false',
      wires: [[]],
    },
  ]
  const scope = reached(example).map(({ id }) => id)
  return [...writeDown('catch', null, 'error'), ...writeDown('complete', scope, 'complete')]
}
