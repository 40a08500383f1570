import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { migrationsOf } from '../editor/migrations-of'
import manifest from '../package.json'
import { errorCodes } from '../lib/errors'
import { loadCatalog } from '../lib/models/catalog'
import { packageRoot } from '../lib/package-root'
import { withoutValues } from '../testing/locales/shape'
import { firstLanguage, textsIn } from '../testing/locales/texts'
import { editorDefinitions, type EditorDefinition } from '../testing/node-red/editor-definition'

const types = Object.keys(manifest['node-red'].nodes)
const icons = join(packageRoot, 'icons')

interface EditorFiles {
  readonly type: string
  /** Dialog and registration, as they are published. */
  readonly html: string
  readonly help: string
  /** The words by their full key, `depth-infer.label.name`. */
  readonly words: ReadonlyMap<string, string>
}

async function editorFiles(type: string): Promise<EditorFiles> {
  const folder = join(packageRoot, 'dist', 'nodes', type)
  const { catalog, help } = await textsIn(join('nodes', type, 'locales'), firstLanguage)
  return {
    type,
    html: await readFile(join(folder, `${type}.html`), 'utf8'),
    help,
    words: catalog,
  }
}

function definitionOf(html: string, type: string): EditorDefinition {
  const definition = editorDefinitions(html).get(type)
  assert.ok(definition !== undefined, `${type} does not register itself`)
  return definition
}

for (const type of types) {
  describe(`what the editor is given of ${type}`, () => {
    let files: EditorFiles
    let definition: EditorDefinition
    before(async () => {
      files = await editorFiles(type)
      definition = definitionOf(files.html, type)
    })

    it('is registered under its name, in a category of the palette, with a name to be set', () => {
      assert.ok(['depth', 'config'].includes(definition.category), definition.category)
      assert.equal(definition.defaults['name']?.value, '')
    })

    it('has words for each place of its dialog', () => {
      const attributes = [...files.html.matchAll(/data-i18n="([^"]+)"/g)].flatMap(([, keys = '']) =>
        keys.split(';').map((key) => key.replace(/^\[\w+\]/, '')),
      )
      const calls = [...files.html.matchAll(/this\._\(\s*'([\w.-]+)'\s*\)/g)].map(([, key]) => key)
      const used = [...attributes, ...calls].filter((key) => key?.startsWith(`${type}.`))
      assert.ok(used.length > 0)
      assert.deepEqual(
        used.filter((key) => !files.words.has(key ?? '')),
        [],
      )
    })

    it('loads the style that all dialogs have', () => {
      assert.match(files.html, /<link rel="stylesheet" href="[^"]+\/depth-dialogs\.css"/)
    })

    it('has the same defaults as the code of the node', async () => {
      const { defaultConfig } = (await import(join(packageRoot, 'nodes', type, 'config'))) as {
        defaultConfig: object
      }
      const values = Object.entries(definition.defaults).map(([name, { value }]) => [name, value])
      // A setting of an older version is listed without a value.
      const current = values.filter(([, value]) => value !== undefined)
      const { name, outputs, ...defaults } = Object.fromEntries(current) as Record<string, unknown>
      assert.equal(name, '')
      assert.ok(outputs === undefined || outputs === 1)
      // Lists of the editor come from another realm.
      assert.deepEqual(JSON.parse(JSON.stringify(defaults)), defaultConfig)
    })

    it('is migrated as the node is when the editor reads a flow', async () => {
      const { migrations } = (await import(join(packageRoot, 'nodes', type, 'migrations'))) as {
        migrations: unknown
      }
      assert.equal(migrationsOf[type], migrations)
    })

    it('stores what each field of its dialog holds', () => {
      const fields = [...files.html.matchAll(/id="node(?:-config)?-input-(\w+)"/g)]
      assert.ok(fields.length > 0)
      const stored = { ...definition.defaults, ...definition.credentials }
      const lost = fields.map(([, name = '']) => name).filter((name) => !(name in stored))
      assert.deepEqual(lost, [])
    })

    it('has help that begins with one sentence and names inputs and outputs', () => {
      const [head, text = ''] = files.help.split(`data-help-name="${type}">\n`)
      assert.equal(head, '<script type="text/markdown" ')
      const [tooltip = ''] = text.trimStart().split('\n')
      assert.match(tooltip, /^[A-Z].{20,120}\.$/)
      assert.match(text, /### Details/)
      if (definition.category !== 'config') assert.match(text, /### Inputs[^]*### Outputs/)
    })
  })
}

describe('the statuses of the nodes', () => {
  it('are short enough for the flow', async () => {
    const statuses = (await Promise.all(types.map(editorFiles))).flatMap(({ type, words }) =>
      [...words].filter(([key]) => key.startsWith(`${type}.status.`)),
    )
    assert.ok(statuses.length > 0)
    const long = statuses.filter(([, text]) => withoutValues(text).length >= 20)
    assert.deepEqual(long, [])
  })

  it('have a short text for each error code', async () => {
    const { words } = await editorFiles('depth-infer')
    const texts = Object.keys(errorCodes).map(
      (code) => words.get(`depth-infer.error.${code}`) ?? code,
    )
    assert.deepEqual(
      texts.filter((text) => text.length > 20 || /[A-Z]_/.test(text)),
      [],
    )
  })
})

describe('the descriptions of models', () => {
  it('are in the catalog as they are in the descriptors', async () => {
    const { words } = await editorFiles('depth-infer')
    for (const { id, description } of await loadCatalog()) {
      assert.equal(words.get(`depth-infer.description.${id}`), description, id)
    }
  })
})

describe('the icons', () => {
  it('are there for each node with a place in a flow, and for nothing else', async () => {
    const files = await Promise.all(types.map(editorFiles))
    const inFlow = files.filter(({ html, type }) => definitionOf(html, type).category !== 'config')
    const wanted = inFlow.map(({ type }) => `${type}.svg`)
    assert.deepEqual((await readdir(icons)).toSorted(), wanted.toSorted())
  })

  it('are white and measure 40 by 60', async () => {
    for (const icon of await readdir(icons)) {
      const svg = await readFile(join(icons, icon), 'utf8')
      assert.match(svg, /width="40" height="60" viewBox="0 0 40 60"/, icon)
      const colors = [...svg.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map(([, color]) => color)
      assert.deepEqual(
        colors.filter((color) => color !== '#fff' && color !== 'none'),
        [],
        icon,
      )
    }
  })
})
