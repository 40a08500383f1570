import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import manifest from '../package.json'
import { sampleNames } from '../lib/image/sample-names'
import { packageRoot } from '../lib/package-root'

/** What `npm pack` says of a package. */
interface Packed {
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string }[]
}

const types = Object.keys(manifest['node-red'].nodes)

/** What belongs into the package, besides package.json and what npm always adds. */
const belongs: readonly RegExp[] = [
  /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|NOTICE)$/,
  /^dist\/(lib|nodes)\/[\w/-]+\.(js|d\.ts)$/,
  /^dist\/lib\/render\/color-map-tables\.json$/,
  /^dist\/(?:nodes|plugins)\/([\w-]+)\/\1\.html$/,
  /^dist\/nodes\/([\w-]+)\/icons\/\1\.svg$/,
  /^dist\/(?:nodes|plugins)\/([\w-]+)\/locales\/[\w-]+\/\1\.(html|json)$/,
  /^examples\/[^/]+\/[^/]+\.json$/,
  /^models\/([\w-]+\/)?[\w-]+\.(json|onnx)$/,
  /^resources\/[\w-]+\.(js|css)$/,
  /^samples\/[\w-]+\.jpg$/,
]

async function packed(): Promise<Packed> {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  // Without scripts: the tests run on what has been built, and nothing is to be built under them.
  const { stdout } = await promisify(execFile)(
    npm,
    ['pack', '--dry-run', '--json', '--ignore-scripts'],
    { cwd: packageRoot, shell: process.platform === 'win32', maxBuffer: 1e8 },
  )
  const [pack] = JSON.parse(stdout) as Packed[]
  assert.ok(pack !== undefined)
  return pack
}

describe('the package that npm packs', () => {
  let pack: Packed
  let paths: string[]
  before(async function () {
    this.timeout(60_000)
    pack = await packed()
    paths = pack.files.map(({ path }) => path)
  })

  it('has of each node its code, dialog, icon, words and help', async () => {
    const icons = await readdir(join(packageRoot, 'icons'))
    for (const type of types) {
      const folder = `dist/nodes/${type}`
      const files = [
        `${folder}/${type}.js`,
        `${folder}/${type}.html`,
        ...icons.filter((icon) => icon === `${type}.svg`).map((icon) => `${folder}/icons/${icon}`),
        `${folder}/locales/en-US/${type}.json`,
        `${folder}/locales/en-US/${type}.html`,
      ]
      assert.deepEqual(
        files.filter((file) => !paths.includes(file)),
        [],
      )
    }
  })

  it('has examples, models, samples, and what the editor loads', async () => {
    const examples = await readdir(join(packageRoot, 'examples'), { recursive: true })
    const expected = [
      ...examples
        .filter((name) => name.endsWith('.json'))
        .map((name) => `examples/${name.replaceAll('\\', '/')}`),
      ...['tiny-v1.onnx', 'tiny-v1.json', 'tiny-v2.onnx', 'tiny-v2.json'].map((n) => `models/${n}`),
      ...sampleNames.map((name) => `samples/${name}.jpg`),
      'resources/depth-infer.js',
      'resources/depth-infer.css',
      'resources/depth-points.js',
    ]
    assert.deepEqual(
      expected.filter((file) => !paths.includes(file)),
      [],
    )
  })

  it('has the threads and processes that are started by their file', () => {
    for (const file of [
      'render/raster-worker',
      'export/encode-worker',
      'export/decode/decode-worker',
      'inference/worker/main',
      'inference/worker/watchdog',
    ]) {
      assert.ok(paths.includes(`dist/lib/${file}.js`), file)
    }
  })

  it('has nothing else: no sources, no tests, no training', () => {
    const foreign = paths.filter((path) => !belongs.some((pattern) => pattern.test(path)))
    assert.deepEqual(foreign, [])
  })

  it('is small enough for a Raspberry Pi', () => {
    assert.ok(pack.unpackedSize < 15e6, `${pack.unpackedSize} bytes`)
  })

  it('is named in full in its manifest: every entry and file that it names is there', () => {
    const { main } = manifest as { main?: string }
    const named = [
      ...Object.values(manifest['node-red'].nodes),
      ...Object.values(manifest['node-red'].plugins),
      ...(main === undefined ? [] : [main]),
    ]
    assert.deepEqual(
      named.filter((file) => !paths.includes(file)),
      [],
    )
  })
})

// The rules of node-red-dev 0.1.6, by their numbers, as far as they need no registry.
describe('the scorecard of the flow library', () => {
  it('P01, P03, P05: license, repository and keyword', async () => {
    assert.equal(manifest.license, 'Apache-2.0')
    assert.match(
      await readFile(join(packageRoot, 'LICENSE'), 'utf8'),
      /Apache License\s+Version 2\.0/,
    )
    assert.match(manifest.repository.url, /^git\+https:\/\//)
    assert.ok(manifest.keywords.includes('node-red'))
  })

  it('P04: a scoped name, as Node-RED asks of packages first published after January 2022', () => {
    assert.match(manifest.name, /^@[a-z0-9-]+\/[a-z0-9-]+$/)
  })

  it('P06, P07: the oldest Node-RED and node that the tests run on', () => {
    const { 'node-red': nodeRed, '@types/node': node } = manifest.devDependencies
    assert.equal(
      `~${manifest['node-red'].version.slice('>='.length, -'.0'.length)}`,
      minor(nodeRed),
    )
    assert.equal(`^${manifest.engines.node.slice('>='.length)}`, minor(node))
  })

  it('D01: at most six dependencies', () => {
    assert.ok(Object.keys(manifest.dependencies).length <= 6)
  })

  it('N01: types with a prefix of their own', () => {
    assert.deepEqual(
      types.filter((type) => !type.startsWith('depth-')),
      [],
    )
  })
})

/** `~4.1.15` to `~4.1` */
function minor(range: string): string {
  return range.split('.').slice(0, 2).join('.')
}
