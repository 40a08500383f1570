import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RunningNodeRed } from './start'

/**
 * Installs the packed tarball as the palette does, starts the real red.js of this node's line with
 * it, and checks that every node type of the package is there without an error.
 */
interface NodeSet {
  readonly module: string
  readonly types: readonly string[]
  readonly enabled: boolean
  readonly err?: unknown
}

async function main(tarball: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'depth-tarball-'))
  try {
    execFileSync('npm', ['install', '--prefix', folder, '--omit=dev', '--engine-strict', tarball], {
      stdio: 'inherit',
      env: { ...process.env, npm_config_ignore_scripts: 'true' },
    })
    const installed = join(folder, 'node_modules', 'node-red-contrib-depth-anything')
    await checkLoaded(installed)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function checkLoaded(installed: string): Promise<void> {
  const { name, 'node-red': palette } = (await import(join(installed, 'package.json'))) as {
    name: string
    'node-red': { nodes: Record<string, string> }
  }
  const nodeRed = await RunningNodeRed.start({ flow: [], packages: [installed] })
  try {
    const headers = { accept: 'application/json' }
    const response = await fetch(new URL('nodes', nodeRed.url), { headers })
    const sets = ((await response.json()) as NodeSet[]).filter(({ module }) => module === name)
    const faults = sets.filter(({ enabled, err }) => !enabled || err !== undefined)
    if (faults.length > 0) throw new Error(`not loaded: ${JSON.stringify(faults)}`)
    const missing = Object.keys(palette.nodes).filter(
      (type) => !sets.some(({ types }) => types.includes(type)),
    )
    if (missing.length > 0) throw new Error(`missing from /nodes: ${missing.join(', ')}`)
    if (nodeRed.log().includes('[error]')) throw new Error(`errors in the log:\n${nodeRed.log()}`)
    console.log(`node ${process.version}: ${sets.flatMap(({ types }) => types).join(', ')}`)
  } finally {
    await nodeRed.stop()
  }
}

main(process.argv[2] ?? '').catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
