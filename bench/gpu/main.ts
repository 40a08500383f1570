/**
 * Checks CUDA on this machine: whether it runs, how exact and how fast. `tools/gpu/check` prepares
 * what it needs and starts it. Prints tables, writes the samples to --json, and exits with 0 when
 * every target is met, 1 when one is missed, 2 when CUDA cannot be used (and says why).
 */
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { buildPackage } from '../../tools/build/build'
import { DepthError } from '../../lib/errors'
import { markdown } from '../report'
import { isMet } from '../target'
import { measureGpu } from './measure'

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      device: { type: 'string', default: '0' },
      json: { type: 'string' },
      built: { type: 'boolean', default: false },
    },
  })
  // The model's process runs the built files.
  if (!values.built) await buildPackage()
  try {
    const measured = await measureGpu(Number(values.device))
    console.log(markdown('GPU check', [measured]))
    if (values.json !== undefined) await writeFile(values.json, JSON.stringify(measured))
    return measured.targets.every(isMet) ? 0 : 1
  } catch (thrown) {
    if (!(thrown instanceof DepthError) || thrown.code !== 'DEVICE_UNAVAILABLE') throw thrown
    console.log(`CUDA cannot be used here. ${thrown.message}`)
    return 2
  }
}

main().then(
  (code) => process.exit(code),
  (thrown: unknown) => {
    console.error(thrown)
    process.exit(3)
  },
)
