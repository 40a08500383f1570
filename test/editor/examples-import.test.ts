import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { packageRoot } from '../../lib/package-root'
import { withoutPalettes } from '../../testing/examples/palettes'
import { OpenEditor } from '../../testing/node-red/editor'

/** A usual screen. */
const widest = 1280

/** Between the images of a view, in pixels of the canvas. */
const viewGap = 4

const packageName = '@node-red-depth/depth-anything'

interface ImportedNode {
  readonly type: string
  readonly info?: string
  readonly wires?: readonly (readonly string[])[]
  readonly scope?: readonly string[] | null
  readonly links?: readonly string[]
}

/** How many nodes of each type there are. */
function counts(nodes: readonly ImportedNode[]): string[] {
  return nodes.map(({ type }) => type).sort()
}

/** How many ends the wires, links and scopes of nodes have. */
function ends(nodes: readonly ImportedNode[]): number {
  return nodes.flatMap(({ wires, links, scope }) => [
    ...(wires ?? []).flat(),
    ...(links ?? []),
    ...(scope ?? []),
  ]).length
}

type CompleteNode = ImportedNode & { readonly id: string }

describe('the examples, imported as the menu of the editor does', () => {
  let editor: OpenEditor
  let files: string[]

  before(async () => {
    editor = await OpenEditor.open([{ id: 'flow', type: 'tab', label: 'Depth' }])
    const names = await readdir(join(packageRoot, 'examples'), { recursive: true })
    files = names.filter((name) => name.endsWith('.json'))
  })
  after(() => editor.close())

  /** What the editor would deploy. */
  function completeSet(): Promise<CompleteNode[]> {
    return editor.page.evaluate<CompleteNode[]>('RED.nodes.createCompleteNodeSet()')
  }

  /** From the left edge of the leftmost node to the right edge of the rightmost one. */
  function widthOf(nodes: readonly CompleteNode[]): Promise<number> {
    const ids = JSON.stringify(nodes.map(({ id }) => id))
    return editor.page.evaluate<number>(`(() => {
      const nodes = ${ids}.map((id) => RED.nodes.node(id)).filter((node) => node?.w > 0)
      return Math.max(...nodes.map(({ x, w }) => x + w / 2)) - Math.min(...nodes.map(({ x, w }) => x - w / 2))
    })()`)
  }

  /** How many pixels of the canvas are in sight between the palette and the sidebar, on a usual screen. */
  function widthInSight(): Promise<number> {
    return editor.page.evaluate<number>(
      `document.querySelector('#red-ui-workspace-chart').clientWidth`,
    )
  }

  /** The right edges of the images under the views, which start at the left edge of their nodes. */
  function viewEdges(nodes: readonly CompleteNode[]): Promise<number[]> {
    const ids = JSON.stringify(
      nodes.filter(({ type }) => type === 'depth-view').map(({ id }) => id),
    )
    return editor.page.evaluate<
      number[]
    >(`${ids}.map((id) => RED.nodes.node(id)).map(({ x, w, width, show }) =>
      x - w / 2 + (show === 'both' ? 2 * width + ${viewGap} : width))`)
  }

  /** What the menu asks for. */
  async function library(path: string): Promise<unknown> {
    const url = new URL(`library/examples/flows/${packageName}/${path}`, editor.nodeRed.url)
    return (await fetch(url)).json()
  }

  it('are offered by the menu, by theme', async () => {
    const themes = (await library('')) as string[]
    const offered = await Promise.all(
      themes.map(async (theme) => {
        const entries = (await library(encodeURIComponent(theme))) as { fn: string }[]
        return entries.map(({ fn }) => join(theme, `${fn}.json`))
      }),
    )
    assert.deepEqual(offered.flat().sort(), files.sort())
  })

  it('get new ids, keep every wire, and have no node that is invalid, or unknown but for the palettes that their comments name', async () => {
    const { page } = editor
    const foreign: string[] = []
    for (const file of files) {
      const path = file.replace('.json', '').split(sep).map(encodeURIComponent).join('/')
      const nodes = (await library(path)) as CompleteNode[]
      const known = withoutPalettes(nodes)
      foreign.push(...nodes.filter((node) => !known.includes(node)).map(({ type }) => type))
      const before = new Set((await completeSet()).map(({ id }) => id))
      await page.evaluate(
        `RED.view.importNodes(${JSON.stringify(nodes)}, { generateIds: true }); 0`,
      )
      const imported = (await completeSet()).filter(({ id }) => !before.has(id))
      assert.deepEqual(counts(imported), counts(nodes), file)
      assert.equal(ends(imported), ends(nodes), file)
      assert.ok((await widthOf(imported)) <= widest, `${file} is wider than ${widest} pixels`)
      const inSight = await widthInSight()
      for (const edge of await viewEdges(imported)) {
        assert.ok(edge <= inSight, `${file}: a view ends at ${edge}, past ${inSight}`)
      }
      const ids = new Set(imported.map(({ id }) => id))
      assert.ok(
        nodes.every(({ id }) => !ids.has(id)),
        file,
      )
      for (const { wires, links, scope } of imported) {
        const others = [...(wires ?? []).flat(), ...(links ?? []), ...(scope ?? [])]
        assert.deepEqual(
          others.filter((id) => !ids.has(id)),
          [],
          file,
        )
      }
    }
    const unknown = await page.evaluate<string[]>(
      `RED.nodes.createCompleteNodeSet().filter(({ id }) => RED.nodes.node(id)?.type === 'unknown').map(({ type }) => type)`,
    )
    assert.deepEqual(unknown.sort(), foreign.sort())
    const faulty = await page.evaluate(
      'RED.nodes.filterNodes({}).filter((node) => !node.valid || node._def.set === undefined).map((node) => node.type)',
    )
    assert.deepEqual(faulty, [])
    assert.deepEqual(editor.errors, [])
  })
})
