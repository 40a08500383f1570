import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { DepthError } from '../lib/errors'
import { buildPackage } from '../tools/build/build'
import { compareModels } from './against/compare'
import { imageFiles } from './against/images'
import { comparedModels } from './against/models'
import { comparisonText } from './against/text'
import { camera } from './measure/camera'
import { camerasPerBox } from './measure/cameras-per-box'
import { chainSoak } from './measure/chain-soak'
import { depthChain } from './measure/depth-chain'
import { eventLoop } from './measure/event-loop'
import { fanOut } from './measure/fan-out'
import { growth } from './measure/growth'
import { ipc } from './measure/ipc'
import { remote } from './measure/remote'
import { sessionOptions } from './measure/session-options'
import { soak } from './measure/soak'
import { stabilizing } from './measure/stabilize'
import { throughput } from './measure/throughput'
import { transformersJs } from './measure/transformers-js'
import { unchanged } from './measure/unchanged'
import { v2AgainstV1 } from './measure/v2-against-v1'
import { writeReport } from './report'
import type { RunSize, Measurement } from './target'

/** In this order: those that measure memory before those that leave much garbage. */
const measurements: Record<string, (size: RunSize) => Promise<Measurement>> = {
  growth,
  soak,
  'chain-soak': chainSoak,
  'depth-chain': depthChain,
  ipc,
  remote,
  'transformers-js': transformersJs,
  'event-loop': eventLoop,
  camera,
  'cameras-per-box': camerasPerBox,
  'v2-against-v1': v2AgainstV1,
  throughput,
  'session-options': sessionOptions,
  'fan-out': fanOut,
  stabilize: stabilizing,
  unchanged,
}

const usage =
  'A comparison needs two files: npm run bench -- --model <path> --against <path>, and ' +
  '--images <folder> where your own images should decide.'

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      base: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true },
      model: { type: 'string' },
      against: { type: 'string' },
      images: { type: 'string' },
    },
  })
  const { model, against, images } = values
  if ((model ?? against ?? images) !== undefined) {
    if (model === undefined || against === undefined) {
      throw new DepthError('CONFIG_INVALID', usage)
    }
    const models = await comparedModels(model, against)
    const files = await imageFiles(images)
    // The model's process runs the built files.
    await buildPackage()
    const comparison = { ...models, images: files, blocks: values.quick ? 1 : 10 }
    console.log(comparisonText(await compareModels(comparison)))
    return
  }
  const names = values.only?.flatMap((list) => list.split(',')) ?? Object.keys(measurements)
  // The model's process and the raster thread run the built files.
  await buildPackage()
  installPeers()
  const results: Record<string, Measurement> = {}
  for (const name of names) {
    const measure = measurements[name]
    if (measure === undefined) {
      throw new Error(`no measurement "${name}"; there are ${Object.keys(measurements).join(', ')}`)
    }
    const began = performance.now()
    results[name] = await measure(values)
    console.log(`measured ${name} in ${Math.round((performance.now() - began) / 1000)} s`)
  }
  const isWhole = !values.quick && values.only === undefined
  console.log(await writeReport(results, { isWhole }))
}

/** The packages to compare against, on first use. */
function installPeers(): void {
  if (existsSync(join(__dirname, 'node_modules', '@huggingface', 'transformers'))) return
  execFileSync('npm', ['ci'], { cwd: __dirname, stdio: 'inherit' })
}

main().then(
  () => process.exit(0),
  (thrown: unknown) => {
    console.error(thrown instanceof DepthError ? thrown.message : thrown)
    process.exit(1)
  },
)
