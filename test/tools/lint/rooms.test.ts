import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ESLint } from 'eslint'
import { packageRoot } from '../../../lib/package-root'

type Rooms = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

const configFile = join(packageRoot, 'eslint.config.mjs')
const importRules = [
  'import-x/no-restricted-paths',
  'no-restricted-imports',
  '@typescript-eslint/no-restricted-imports',
]

describe('the rooms of lib', () => {
  it('have a row for each folder', async () => {
    const { rooms } = (await import(pathToFileURL(configFile).href)) as { rooms: Rooms }
    for (const parent of ['lib', 'lib/inference']) {
      const entries = await readdir(join(packageRoot, parent), { withFileTypes: true })
      const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
      assert.deepEqual(Object.keys(rooms[parent] ?? {}).toSorted(), folders.toSorted())
    }
  })

  // Without types, so that a text can stand for a file that is not there.
  const eslint = new ESLint({
    cwd: packageRoot,
    overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
    ruleFilter: ({ ruleId }) => importRules.includes(ruleId),
  })

  const imports = [
    ['a model', 'lib/hub/new.ts', "import '../models/catalog'", true],
    ['models back from the hub', 'lib/models/new.ts', "import '../hub/locate'", false],
    ['a type of the hub', 'lib/models/new.ts', "import type { A } from '../hub/locate'", false],
    ['the hub later', 'lib/models/new.ts', "void import('../hub/locate')", false],
    ['a file beside the rooms', 'lib/frames/new.ts', "import '../errors'", true],
    ['a room from beside it', 'lib/new.ts', "import './frames/brand'", false],
    ['the protocol', 'lib/inference/worker/new.ts', "import '../protocol'", true],
    ['the queue', 'lib/inference/worker/new.ts', "import '../scheduling/model'", false],
    ['the worker', 'lib/inference/scheduling/new.ts', "import '../worker/main'", false],
    ['Node-RED', 'lib/node-red/new.ts', "import type { A } from 'node-red'", true],
    ['Node-RED', 'lib/models/new.ts', "import type { A } from 'node-red'", false],
    ['a tool', 'nodes/depth-infer/new.ts', "import '../../tools/node-red'", false],
    ['a test', 'bench/new.ts', "import '../test/samples.test'", false],
    ['a table', 'editor/new.ts', "import { a } from '../lib/models/groups'", true],
    ['a type', 'editor/new.ts', "import type { A } from '../lib/hub/downloads'", true],
    ['the hub', 'editor/new.ts', "import { a } from '../lib/hub/downloads'", false],
  ] as const
  for (const [what, filePath, code, allowed] of imports) {
    it(`${allowed ? 'let' : 'do not let'} ${filePath} import ${what}`, async () => {
      const [result] = await eslint.lintText(code, { filePath: join(packageRoot, filePath) })
      const rules = result?.messages.map(({ ruleId, message }) => ruleId ?? message) ?? []
      assert.equal(rules.length, allowed ? 0 : 1, rules.join())
      assert.ok(
        rules.every((rule) => importRules.includes(rule)),
        rules.join(),
      )
    })
  }
})
