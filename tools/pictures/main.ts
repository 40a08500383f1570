import { ModelPool } from '../../lib/inference/scheduling/model-pool'
import { DepthInference } from '../../lib/inference/scheduling/depth-inference'
import { join } from 'node:path'
import sharp from 'sharp'
import { renderDepth } from '../../lib/render/render'
import { loadImage } from '../../lib/image/load'
import { samplePath } from '../../lib/image/samples'
import { customModelsFolder } from '../../lib/hub/layout'
import { findAvailable } from '../../lib/models/available'
import { locateModel } from '../../lib/hub/locate'
import { storeSettings } from '../../lib/hub/settings'
import { packageRoot } from '../../lib/package-root'
import { buildPackage } from '../build/build'

const target = join(packageRoot, 'docs', 'pictures', 'depth-map.png')
const size = { width: 600, height: 400 }
const gap = 12

/** The README's image: a sample photograph, and beside it its depth by the bundled tiny-v2. */
async function main(): Promise<void> {
  await buildPackage()
  const file = samplePath('photo-coffee')
  const depthMap = await depthMapOf(file)
  const photograph = await sharp(file).resize(size).toBuffer()
  const image = {
    ...size,
    width: 2 * size.width + gap,
    channels: 4,
    background: '#0000',
  } as const
  await sharp({ create: image })
    .composite([
      { input: photograph, left: 0, top: 0 },
      { input: depthMap, left: size.width + gap, top: 0 },
    ])
    .png({ compressionLevel: 9, palette: true })
    .toFile(target)
  console.log(target)
}

async function depthMapOf(file: string): Promise<Buffer> {
  const store = storeSettings()
  const descriptor = await findAvailable('tiny-v2', customModelsFolder(store))
  const located = { descriptor, ...(await locateModel(descriptor, 'fp32', store)) }
  const pool = new ModelPool({ lingerMs: 0, maxModels: 1 })
  const inference = new DepthInference(pool, 'images', {
    device: 'cpu',
    deviceId: 0,
    fallback: false,
    threads: 0,
    sizing: undefined,
    size: undefined,
    queueLimit: 1,
    timeLimitMs: 60_000,
    idleUnloadMs: 0,
  })
  try {
    const { frame } = await loadImage(file, { label: 'the sample' })
    const outcome = await inference.infer(frame, located, undefined)
    if (typeof outcome === 'string') throw new Error(`the frame was ${outcome}`)
    const { image } = await renderDepth(outcome.depth, {
      colorMap: 'inferno',
      farIsBright: false,
      range: { mode: 'frame' },
      size: { mode: 'width', width: size.width },
      output: 'buffer',
      format: 'png',
      quality: 100,
      dataUriWidth: size.width,
    })
    return await sharp(image as Buffer)
      .resize(size)
      .toBuffer()
  } finally {
    inference.close()
    pool.close()
  }
}

main().then(
  () => process.exit(0),
  (thrown: unknown) => {
    console.error(thrown)
    process.exit(1)
  },
)
