import js from '@eslint/js'
import { createNodeResolver, importX } from 'eslint-plugin-import-x'
import tseslint from 'typescript-eslint'

const base = ['frames', 'timing']

/**
 * Which folder may import which of its neighbors. Files that lie beside the folders (lib/errors.ts,
 * lib/inference/protocol.ts) import none of them and may be imported by all of them.
 */
export const rooms = {
  '.': {
    lib: [],
    nodes: ['lib'],
    editor: ['lib', 'nodes'],
    tools: ['lib', 'nodes', 'testing'],
    testing: ['lib', 'nodes', 'tools'],
    bench: ['lib', 'nodes', 'tools', 'testing'],
    test: ['lib', 'nodes', 'tools', 'testing', 'bench', 'editor'],
  },
  lib: {
    frames: [],
    timing: [],
    queue: base,
    http: base,
    depth: base,
    image: [...base, 'http'],
    camera: [...base, 'http', 'image'],
    models: [...base, 'image'],
    hub: [...base, 'http', 'models'],
    inference: [...base, 'queue', 'http', 'depth', 'image', 'models'],
    render: [...base, 'depth', 'image'],
    export: [...base, 'depth', 'image'],
    stabilize: [...base, 'depth', 'image'],
    stream: [...base, 'depth', 'image', 'render'],
    'node-red': [
      ...base,
      'queue',
      'http',
      'depth',
      'image',
      'camera',
      'models',
      'hub',
      'inference',
      'render',
      'export',
      'stabilize',
      'stream',
    ],
  },
  'lib/inference': {
    scheduling: ['backends'],
    backends: ['worker'],
    worker: [],
  },
}

/**
 * The tables that the editor's bundles hold, and what they compute as the server does; of everything
 * else they know the types alone.
 */
const editorTables = [
  'camera/(kinds|presets|ffmpeg/options)',
  'errors',
  'depth/(calibration|geometry)/[a-z-]+',
  'depth/alarms/conditions',
  'depth/regions/reading',
  'frames/(calibration|depth-kinds)',
  'hub/progress-text',
  'image/sizing',
  'inference/providers',
  'models/(groups|measured|normalizations|precision)',
  'node-red/(checks|migrations)',
  'render/(color-maps|compositions|format-names|palette|scale)',
  'depth-[a-z-]+/(config|migrations)',
  'depth-calibrate/references-setting',
  'depth-measure/(alarms|regions)-setting',
]

const zones = Object.entries(rooms).flatMap(([parent, table]) =>
  // The files beside the folders are a row that allows nothing.
  Object.entries({ '*.ts': [], ...table }).flatMap(([target, allowed]) =>
    Object.keys(table)
      .filter((folder) => folder !== target && !allowed.includes(folder))
      .map((folder) => ({
        target: `./${parent}/${target}`,
        from: `./${parent}/${folder}`,
        message: `${parent}/${target} does not import ${folder}: see the rooms in eslint.config.mjs.`,
      })),
  ),
)

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'resources/',
      'demo-output/',
      'training/',
      '**/.venv/',
      'bench/results/',
      '**/*.mjs',
      '**/*.cjs',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // Frames keep everything but their id on the prototype, so a literal has to be a getter.
      '@typescript-eslint/class-literal-property-style': 'off',
      // Numbers and booleans read well in messages; objects do not.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js'] })] },
    rules: { 'import-x/no-restricted-paths': ['error', { zones }] },
  },
  {
    files: ['lib/**'],
    ignores: ['lib/node-red/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: ['node-red', '@node-red/*'] }] },
  },
  {
    files: ['editor/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(?:\\.\\./)+(lib|nodes)/(?!(${editorTables.join('|')})$)`,
              allowTypeImports: true,
              message: 'Only tables and types belong in the bundles: see eslint.config.mjs.',
            },
          ],
        },
      ],
    },
  },
)
