import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import manifest from '../package.json'
import { packageRoot } from '../lib/package-root'

interface EditorFiles {
  readonly type: string
  /** Dialog and registration. */
  readonly html: string
  readonly help: string
  /** The words by their full key, `depth-infer.label.name`. */
  readonly words: ReadonlyMap<string, string>
}

async function editorFiles(type: string): Promise<EditorFiles> {
  const folder = join(packageRoot, 'nodes', type)
  const locale = join(folder, 'locales', 'en-US', type)
  const catalog = JSON.parse(await readFile(`${locale}.json`, 'utf8')) as object
  return {
    type,
    html: await readFile(join(folder, `${type}.html`), 'utf8'),
    help: await readFile(`${locale}.html`, 'utf8'),
    words: new Map(flattened(catalog)),
  }
}

function flattened(catalog: object, prefix = ''): [string, string][] {
  return Object.entries(catalog).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? flattened(value, `${prefix}${key}.`)
      : [[`${prefix}${key}`, String(value)] satisfies [string, string]],
  )
}

interface EditorDefinition {
  readonly defaults: Readonly<Record<string, { readonly value?: unknown }>>
}

/** The values of a fresh node, from the script that registers it. */
function dialogDefaults(html: string): Record<string, unknown> {
  const script = /<script type="text\/javascript">([^]*?)<\/script>/.exec(html)?.[1] ?? ''
  const registered: EditorDefinition[] = []
  const nodes = {
    registerType: (_type: string, definition: EditorDefinition) => registered.push(definition),
  }
  const valid = () => () => true
  runInNewContext(script, { RED: { nodes, validators: { number: valid, regex: valid } } })
  // A setting of an older version stands there without a value.
  const defaults = Object.entries(registered[0]?.defaults ?? {}).filter(
    ([, { value }]) => value !== undefined,
  )
  return Object.fromEntries(defaults.map(([name, { value }]) => [name, value]))
}

for (const type of Object.keys(manifest['node-red'].nodes)) {
  describe(`what the editor is given of ${type}`, () => {
    let files: EditorFiles
    before(async () => (files = await editorFiles(type)))

    it('is registered so that the scorecard can read it', () => {
      const script = /<script type="text\/javascript">([^]*?)<\/script>/.exec(files.html)?.[1] ?? ''
      assert.ok(script.includes(`RED.nodes.registerType('${type}', {`))
      assert.match(script, /\n {4}category: '(depth|config)',\n/)
      assert.match(script, /\n {4}defaults: \{\n/)
      // The first fields of a dialog that is to be changed later.
      assert.match(script, /\n {6}name: \{ value: '' \},\n/)
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

    it('has the same defaults as the code of the node', async () => {
      const config = join(packageRoot, 'nodes', type, 'config.ts')
      if (!existsSync(config)) return
      const { defaultConfig } = (await import(config)) as { defaultConfig: object }
      const { name, outputs, ...defaults } = dialogDefaults(files.html)
      assert.equal(name, '')
      assert.ok(outputs === undefined || outputs === 1)
      assert.deepEqual(defaults, defaultConfig)
    })

    it('stores what each field of its dialog holds', () => {
      const fields = [...files.html.matchAll(/id="node(?:-config)?-input-(\w+)"/g)]
      const stored = [...files.html.matchAll(/\n {6}(\w+): \{/g)].map(([, name]) => name)
      const lost = fields.map(([, name]) => name).filter((name) => !stored.includes(name))
      assert.deepEqual(lost, [])
    })

    it('has help that begins with one sentence and names inputs and outputs', () => {
      const [head, text = ''] = files.help.split(`data-help-name="${type}">\n`)
      assert.equal(head, '<script type="text/markdown" ')
      const [tooltip = ''] = text.trimStart().split('\n')
      assert.match(tooltip, /^[A-Z].{20,120}\.$/)
      assert.match(text, /### Details/)
      if (!files.html.includes("category: 'config'"))
        assert.match(text, /### Inputs[^]*### Outputs/)
    })

    it('has help whose lines on properties the editor can read', () => {
      // A second colon followed by a space starts another description and swallows the first.
      const lines = files.help.split('\n').filter((line) => line.startsWith(': '))
      const broken = lines.filter((line) => !/^: \*?[\w.]+\*? \([^)]+\) : ((?!: ).)+$/.test(line))
      assert.deepEqual(broken, [])
    })

    it('has statuses that are short enough', () => {
      for (const [key, text] of files.words) {
        if (key.startsWith(`${type}.status.`)) assert.ok(text.length < 20, key)
      }
    })

    it('has a white icon of 40 by 60', async () => {
      const icon = join(packageRoot, 'icons', `${type}.svg`)
      if (files.html.includes("category: 'config'") && !existsSync(icon)) return
      const svg = await readFile(icon, 'utf8')
      assert.match(svg, /width="40" height="60" viewBox="0 0 40 60"/)
      const colors = [...svg.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map(([, color]) => color)
      assert.deepEqual(
        colors.filter((color) => color !== '#fff' && color !== 'none'),
        [],
      )
    })
  })
}

describe('the icons', () => {
  it('belong to a node each', async () => {
    const icons = await readdir(join(packageRoot, 'icons'))
    const types = Object.keys(manifest['node-red'].nodes)
    assert.deepEqual(
      icons.filter((icon) => !types.includes(icon.replace('.svg', ''))),
      [],
    )
  })
})
