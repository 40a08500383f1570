import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { spawnSync } from 'node:child_process'
import { build } from 'esbuild'
import { withRows } from './dialog-rows'

const root = join(__dirname, '..', '..')
const dist = join(root, 'dist')
const resources = join(root, 'resources')

/**
 * Builds the package: TypeScript to dist/, and beside each node what Node-RED looks for there (the
 * editor's .html, locales/, the icon). The editor's own TypeScript goes to resources/.
 */
export async function buildPackage(): Promise<void> {
  const started = performance.now()
  await rm(dist, { recursive: true, force: true })
  await rm(resources, { recursive: true, force: true })
  compile('tsconfig.build.json')
  await layNodeFiles()
  await bundleEditor()
  console.log(`built in ${((performance.now() - started) / 1000).toFixed(1)} s`)
}

function compile(project: string): void {
  const tsc = require.resolve('typescript/bin/tsc')
  const { status } = spawnSync(process.execPath, [tsc, '-p', join(root, project)], {
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error(`${project} does not compile`)
}

async function layNodeFiles(): Promise<void> {
  const folders = ['nodes', 'plugins'].map((folder) =>
    readdir(join(root, folder), { recursive: true, withFileTypes: true }),
  )
  const files = (await Promise.all(folders)).flat()
  for (const file of files.filter((entry) => entry.isFile() && !entry.name.endsWith('.ts'))) {
    const source = join(file.parentPath, file.name)
    const target = join(dist, relative(root, source))
    await mkdir(dirname(target), { recursive: true })
    const type = basename(file.parentPath)
    if (file.name === `${type}.html`) {
      await writeFile(target, await withRows(await readFile(source, 'utf8'), type))
    } else await cp(source, target)
  }
  for (const icon of await readdir(join(root, 'icons'))) {
    const type = basename(icon, '.svg')
    await cp(join(root, 'icons', icon), join(dist, 'nodes', type, 'icons', icon))
  }
}

/** What the dialogs load: a script for each `editor/depth-*.ts` with its styles, and the style that all have. */
async function bundleEditor(): Promise<void> {
  const files = await readdir(join(root, 'editor'))
  await build({
    entryPoints: files
      .filter((file) => /^depth-(.*\.ts|dialogs\.css)$/.test(file))
      .map((file) => join(root, 'editor', file)),
    outdir: resources,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2020',
    logLevel: 'warning',
  })
}
