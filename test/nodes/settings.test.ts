import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '../../lib/errors'
import type { Check } from '../../lib/node-red/checks'
import { packageRoot } from '../../lib/package-root'
import manifest from '../../package.json'
import { editorDefinitions, type EditorDefinition } from '../../testing/node-red/editor-definition'

type Settings = Readonly<Record<string, unknown>>

/** What people write into fields, import with a flow, or set in the environment. */
const values = [
  '',
  ' ',
  'abc',
  '0',
  '-1',
  '0.5',
  '7',
  '99',
  '1e9',
  'true',
  'FALSE',
  'yes',
  'http://x',
]
const others = [-1, 0, 0.5, 50, 1e12, NaN, true, false, null, undefined, [], {}] as const

/** Settings of others on which the checks of some depend. */
const surroundings: readonly Settings[] = [
  {},
  { range: 'fixed', min: 5 },
  { range: 'percentile', low: 50 },
  { size: 'width' },
  { queue: 'newest' },
  { keyType: 'msg' },
  { crop: true },
  { sourceType: 'sample' },
]

interface NodeConfig {
  readonly defaultConfig: Settings
  readonly checks: Readonly<Record<string, Check<Settings, unknown>>>
}

for (const type of Object.keys(manifest['node-red'].nodes)) {
  describe(`the settings of ${type}`, () => {
    let config: NodeConfig
    let definition: EditorDefinition

    before(async () => {
      config = (await import(join(packageRoot, 'nodes', type, 'config'))) as NodeConfig
      const html = await readFile(join(packageRoot, 'nodes', type, `${type}.html`), 'utf8')
      definition = editorDefinitions(html).get(type) ?? assert.fail()
    })

    /** What the editor says of a value: true, or the reason against it. */
    function inEditor(name: string, value: unknown, settings: Settings): unknown {
      const node = { id: 'n', type, _def: definition, ...settings }
      return definition.defaults[name]?.validate?.call(node, value, {})
    }

    /** The same at run time. */
    function atRunTime(name: string, value: unknown, settings: Settings): unknown {
      try {
        config.checks[name]?.(value, settings)
        return true
      } catch (thrown) {
        return messageOf(thrown)
      }
    }

    it('are judged by the editor as they are at run time', () => {
      for (const name of Object.keys(config.checks)) {
        for (const surrounding of surroundings) {
          const settings = { ...config.defaultConfig, ...surrounding }
          for (const value of [...values, ...others]) {
            const expected = atRunTime(name, value, settings)
            assert.equal(inEditor(name, value, settings), expected, name)
          }
        }
      }
    })

    it('are checked, all of them, and good as a fresh dialog has them', () => {
      const unchecked = Object.keys(config.defaultConfig).filter((name) => !(name in config.checks))
      assert.deepEqual(
        unchecked,
        type === 'depth-infer' ? ['configVersion', 'store'] : ['configVersion'],
      )
      const toFill = { 'depth-camera': ['address'], 'depth-server': ['addresses'] }[type] ?? []
      const bad = Object.keys(config.checks).filter(
        (name) => inEditor(name, config.defaultConfig[name], config.defaultConfig) !== true,
      )
      assert.deepEqual(bad, toFill)
    })

    it('may come from the environment', () => {
      for (const name of Object.keys(config.checks)) {
        for (const value of ['${NAME}', '$(NAME)', '${a-b}']) {
          assert.equal(inEditor(name, value, config.defaultConfig), true, name)
        }
      }
    })

    it('are named in errors as the dialog names them', async () => {
      const locale = join(packageRoot, 'nodes', type, 'locales', 'en-US', `${type}.json`)
      const words = await readFile(locale, 'utf8')
      for (const name of Object.keys(config.checks)) {
        for (const surrounding of surroundings) {
          const reason = String(atRunTime(name, {}, { ...config.defaultConfig, ...surrounding }))
          if (reason === 'true') continue
          const [, label = ''] = /^The setting "(.+?)" is/.exec(reason) ?? assert.fail(reason)
          const isShown = label.split(', ').every((part) => words.includes(`"${part}`))
          assert.ok(isShown, `${name} is called ${label}`)
        }
      }
    })
  })
}
