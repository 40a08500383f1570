import { stat } from 'node:fs/promises'
import { basename, dirname, extname, resolve } from 'node:path'
import { DepthError } from '../../lib/errors'
import type { LocatedModel } from '../../lib/inference/scheduling/depth-inference'
import { loadCatalog } from '../../lib/models/catalog'
import { loadCustomModel, scanCustomModels } from '../../lib/models/custom-models'
import type { ModelDescriptor } from '../../lib/models/descriptor'
import { precisionOf } from '../../lib/models/precision-of'

/** Two model files whose depth can be compared. */
export interface ComparedModels {
  readonly model: LocatedModel
  readonly against: LocatedModel
}

/**
 * Finds what the package knows about two model files. Where only one of them has a descriptor, it
 * describes both: a file that somebody has quantized has none of its own.
 *
 * @throws DepthError FILE_NOT_FOUND, INPUT_UNSUPPORTED for a file that is not a graph,
 *   MODEL_DESCRIPTOR_INVALID, MODEL_UNKNOWN where neither has a descriptor, and MODEL_MISMATCH where
 *   their depth is not of one kind
 */
export async function comparedModels(model: string, against: string): Promise<ComparedModels> {
  const files = [resolve(model), resolve(against)] as const
  for (const file of files) await checkGraph(file)
  const [ofModel, ofAgainst] = await Promise.all(files.map(descriptorOf))
  const found = ofModel ?? ofAgainst
  if (found === undefined) {
    throw new DepthError(
      'MODEL_UNKNOWN',
      `Neither ${files[0]} nor ${files[1]} is a file of the catalog, and neither has a descriptor. ` +
        "Press Describe in the node's dialog, or write one beside it (docs/models.md).",
    )
  }
  const pair = {
    model: located(files[0], ofModel ?? found),
    against: located(files[1], ofAgainst ?? found),
  }
  const [kind, otherKind] = [pair.model.descriptor.output.kind, pair.against.descriptor.output.kind]
  if (kind !== otherKind) {
    throw new DepthError(
      'MODEL_MISMATCH',
      `The depth of ${files[0]} is ${kind}, that of ${files[1]} is ${otherKind}: they cannot be ` +
        'compared. Choose two files of one family.',
    )
  }
  return pair
}

async function checkGraph(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined)
  if (found === undefined) {
    throw new DepthError('FILE_NOT_FOUND', `There is no file ${file}. Check the path.`)
  }
  if (found.isFile() && extname(file) === '.onnx') return
  const what = found.isFile() ? 'not an ONNX file' : 'a folder'
  throw new DepthError('INPUT_UNSUPPORTED', `${file} is ${what}. Name the model's .onnx file.`)
}

/** The descriptor of the same name, one in the same folder that names the file, or the catalog's. */
async function descriptorOf(file: string): Promise<ModelDescriptor | undefined> {
  const own = await loadCustomModel(file).catch((thrown: unknown) => {
    if (thrown instanceof DepthError && thrown.code === 'FILE_NOT_FOUND') return undefined
    throw thrown
  })
  if (own !== undefined) return own
  const { models } = await scanCustomModels(dirname(file))
  const names = ({ files }: ModelDescriptor) => Object.values(files).map(({ path }) => path)
  const beside = models.find((descriptor) => names(descriptor).includes(file))
  if (beside !== undefined) return beside
  return (await loadCatalog()).find((descriptor) => isFileOf(descriptor, file))
}

/** Whether a file lies where the cache, or a copy by hand, has a file of that model. */
function isFileOf(descriptor: ModelDescriptor, file: string): boolean {
  const { id, source } = descriptor
  if (source === undefined || precisionOf(descriptor, file) === undefined) return false
  const folders = dirname(file).split(/[\\/]/)
  return (
    folders.at(-1) === id || folders.includes(`models--${source.repository.replace('/', '--')}`)
  )
}

function located(file: string, descriptor: ModelDescriptor): LocatedModel {
  return { file, descriptor, precision: precisionOf(descriptor, file) ?? 'fp32' }
}

/** A model file in a few words: `model_quantized.onnx (Depth Anything V2 Small, 27.3 MB)`. */
export function fileText({ file, descriptor }: LocatedModel, size: string): string {
  return `${basename(file)} (${descriptor.name}, ${size})`
}
