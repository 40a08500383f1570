import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadedTypes } from './loaded-types'
import { RunningNodeRed } from './start'

/**
 * Installs the packed tarball as the palette does, starts the real red.js of this node's line with
 * it, and checks that every node type of the package is there without an error.
 */
async function main(tarball: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'depth-tarball-'))
  try {
    execFileSync('npm', ['install', '--prefix', folder, '--omit=dev', '--engine-strict', tarball], {
      stdio: 'inherit',
      env: { ...process.env, npm_config_ignore_scripts: 'true' },
    })
    const installed = join(folder, 'node_modules', '@node-red-depth/depth-anything')
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
    const types = await loadedTypes(nodeRed, name)
    const missing = Object.keys(palette.nodes).filter((type) => !types.includes(type))
    if (missing.length > 0) throw new Error(`missing from /nodes: ${missing.join(', ')}`)
    if (nodeRed.log().includes('[error]')) throw new Error(`errors in the log:\n${nodeRed.log()}`)
    console.log(`node ${process.version}: ${types.join(', ')}`)
  } finally {
    await nodeRed.stop()
  }
}

main(process.argv[2] ?? '').catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
