import assert from 'node:assert/strict'
import { join } from 'node:path'
import { packageRoot } from '../../lib/package-root'
import manifest from '../../package.json'
import { isConfigNode } from '../../testing/node-red/config-nodes'
import { OpenEditor } from '../../testing/node-red/editor'

const types = Object.keys(manifest['node-red'].nodes)

/** Values that no field expects: of a later version, from the environment, of another kind. */
const oddValues = ['of-a-later-version', '${DEPTH_VALUE}', '$(DEPTH_VALUE)', 'false', '1e3', '-0.5']

interface OddNode {
  readonly id: string
  readonly type: string
  readonly value: string
}

const oddNodes: readonly OddNode[] = oddValues.flatMap((value, row) =>
  types.map((type) => ({ id: `${type}-${row}`, type, value })),
)

/** A node whose every setting, but for its version, is one odd value. */
async function withOddSettings({ id, type, value }: OddNode, index: number): Promise<object> {
  const { defaultConfig } = (await import(join(packageRoot, 'nodes', type, 'config'))) as {
    defaultConfig: { readonly configVersion: number }
  }
  const settings = Object.keys(defaultConfig).map((name) => [name, value])
  const place = { z: 'flow', wires: [[]], x: 100 + 200 * (index % 5), y: 100 }
  return {
    id,
    type,
    ...(isConfigNode(type) ? {} : place),
    ...(Object.fromEntries(settings) as object),
    // The editor has no place for a config node that it does not know.
    ...(type === 'depth-infer' && { store: '', server: '' }),
    configVersion: defaultConfig.configVersion,
  }
}

describe('a node with odd settings', () => {
  let editor: OpenEditor

  before(async () => {
    const nodes = await Promise.all(oddNodes.map(withOddSettings))
    editor = await OpenEditor.open([{ id: 'flow', type: 'tab', label: 'Depth' }, ...nodes])
  })
  after(() => editor.close())
  afterEach(() => assert.deepEqual(editor.errors, []))

  /** Without the credentials, which the editor itself adds to a config node. */
  async function stored(id: string): Promise<object> {
    const convert = `RED.nodes.convertNode(RED.nodes.node(${JSON.stringify(id)}))`
    const node = await editor.page.evaluate<Record<string, unknown>>(convert)
    return { ...node, credentials: undefined }
  }

  for (const { id, type, value } of oddNodes) {
    it(`${type} is as it was after its dialog was opened and closed with "${value}" everywhere`, async () => {
      const before = await stored(id)
      await editor.openAndClose(id, type)
      assert.deepEqual(await stored(id), before)
    }).timeout(60_000)
  }
})
