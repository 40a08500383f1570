import { buildPackage } from '../build/build'
import { runDemo } from './run'

/**
 * `npm run demo`: builds the package, starts a real Node-RED with an example flow, sends the sample
 * images through it, prints where the time went, and serves the editor until Ctrl-C (with
 * `--once` it ends by itself).
 */
async function main(): Promise<void> {
  console.log('building …')
  await buildPackage()
  await runDemo({ keepServing: !process.argv.includes('--once') })
}

main().catch((error: unknown) => {
  console.error(`demo failed: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
})
