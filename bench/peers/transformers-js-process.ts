import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { loopDelays } from '../loop-delays'
import type { Sharp } from 'sharp'
import type { PeerRequest, PeerResult } from './transformers-js'

/** The untyped parts of `@huggingface/transformers` that are used here. */
interface Session {
  run: (...args: unknown[]) => Promise<unknown>
}
interface DepthPipeline {
  (file: string): Promise<{ depth: { toSharp(): Sharp } }>
  readonly model: { readonly sessions: { readonly model: Session } }
}
interface Transformers {
  readonly env: { allowRemoteModels: boolean; localModelPath: string }
  readonly pipeline: (task: string, model: string, options: object) => Promise<DepthPipeline>
}

/** Joined here, since the type check does without bench/node_modules. */
const packageName = ['@huggingface', 'transformers'].join('/')

/** The process of transformers-js.ts: answers each PeerRequest with a PeerResult. */
async function main(graph: string): Promise<void> {
  const { env, pipeline } = (await import(packageName)) as Transformers
  env.allowRemoteModels = false
  env.localModelPath = dirname(graph)
  const name = 'transformers-js'
  await writeModelFolder(join(dirname(graph), name), graph)
  const estimate = await pipeline('depth-estimation', name, { dtype: 'fp32', device: 'cpu' })
  let runMs = 0
  const session = estimate.model.sessions.model
  const run = session.run.bind(session)
  session.run = async (...args) => {
    const began = performance.now()
    const result = await run(...args)
    runMs += performance.now() - began
    return result
  }
  const answer = async ({ file, asPng, withLoopDelays }: PeerRequest): Promise<PeerResult> => {
    runMs = 0
    let png: Buffer | undefined
    const began = performance.now()
    const work = async () => {
      const { depth } = await estimate(file)
      // One channel, as ours has: by default sharp converts it to three.
      const gray = asPng ? depth.toSharp().toColorspace('b-w') : undefined
      png = await gray?.png({ compressionLevel: 6 }).toBuffer()
    }
    const delays = withLoopDelays === true ? await loopDelays(work) : (await work(), [])
    const overheadMs = performance.now() - began - runMs
    return { overheadMs, loopDelays: delays, ...(png && { png: png.toString('base64') }) }
  }
  process.on('message', (request: PeerRequest) => {
    void answer(request).then((result) => process.send?.(result))
  })
}

async function writeModelFolder(folder: string, graph: string): Promise<void> {
  await mkdir(join(folder, 'onnx'), { recursive: true })
  await copyFile(graph, join(folder, 'onnx', 'model.onnx'))
  const preprocessing = {
    image_processor_type: 'DPTImageProcessor',
    do_resize: true,
    size: { width: 518, height: 518 },
    keep_aspect_ratio: true,
    ensure_multiple_of: 14,
    resample: 3,
    do_rescale: true,
    rescale_factor: 1 / 255,
    do_normalize: true,
    image_mean: [0.485, 0.456, 0.406],
    image_std: [0.229, 0.224, 0.225],
    do_pad: false,
  }
  await writeFile(join(folder, 'config.json'), JSON.stringify({ model_type: 'depth_anything' }))
  await writeFile(join(folder, 'preprocessor_config.json'), JSON.stringify(preprocessing))
}

void main(process.argv[2] ?? '')
