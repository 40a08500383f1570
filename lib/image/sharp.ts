import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type sharp from 'sharp'
import { DepthError, messageOf } from '../errors'

/** The function that the package `sharp` exports. */
type Sharp = typeof sharp

/**
 * The package `sharp`, loaded at first use so that the palette loads where its binary is missing.
 * Its process-wide settings (`cache`, `concurrency`, `simd`, `block`) belong to every palette in
 * this Node-RED: leave them alone.
 *
 * @throws DepthError RUNTIME_MISSING, saying how to install it
 */
export function requireSharp(): Sharp {
  try {
    return lookUp()
  } catch (cause) {
    throw new DepthError(
      'RUNTIME_MISSING',
      `Images cannot be read or written here: the package sharp does not load on ` +
        `${process.platform}-${process.arch} (${firstLine(messageOf(cause))}). Run ` +
        `"npm install --include=optional sharp" in the Node-RED user directory, then restart Node-RED.`,
      { cause },
    )
  }
}

/**
 * Node remembers for good that a package was not found, also where only a file handle was missing.
 * What lies there under its full path is found nevertheless.
 */
function lookUp(): Sharp {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- at first use, see above
    return require('sharp') as Sharp
  } catch (thrown) {
    const folders = (require.resolve.paths('sharp') ?? []).map((modules) => join(modules, 'sharp'))
    const folder = folders.find((candidate) => existsSync(join(candidate, 'package.json')))
    if (folder === undefined) throw thrown
    const manifest = readFileSync(join(folder, 'package.json'), 'utf8')
    const { main } = JSON.parse(manifest) as { readonly main: string }
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- as above
    return require(join(folder, main)) as Sharp
  }
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? ''
}
