import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { DepthError, messageOf, toDepthError } from '../errors'
import type { ModelDescriptor, ModelFile } from './descriptor'
import { readDescriptor } from './read-descriptor'

/** What a folder of custom models holds. */
export interface CustomModels {
  readonly models: readonly ModelDescriptor[]
  /** Names of graphs without a descriptor. */
  readonly undescribed: readonly string[]
  /** Files that could not be used, each with its reason; the others stay usable. */
  readonly unusable: readonly { readonly file: string; readonly error: DepthError }[]
}

/**
 * A user's custom model: its descriptor (`model.json`), or its graph (`model.onnx`) with the
 * descriptor of the same name beside it. The descriptor's paths are relative to its folder; they
 * are returned as absolute paths, and the group is always `custom`.
 *
 * @throws DepthError MODEL_DESCRIPTOR_INVALID or FILE_NOT_FOUND.
 */
export async function loadCustomModel(file: string): Promise<ModelDescriptor> {
  const path = extname(file) === '.json' ? file : descriptorPath(file)
  const descriptor = await readDescriptor(path)
  if (descriptor.source !== undefined) {
    throw new DepthError(
      'MODEL_DESCRIPTOR_INVALID',
      `${path}: /source is for models of the catalog. Leave it out and keep the files beside the descriptor.`,
    )
  }
  return withAbsolutePaths(descriptor, dirname(path))
}

/**
 * Every custom model in a folder, one for each `*.json`, and the graphs without one. Subfolders are
 * ignored, and a missing folder has no models.
 */
export async function scanCustomModels(folder: string): Promise<CustomModels> {
  const names = await namesIn(folder)
  const descriptors = names.filter((name) => extname(name) === '.json')
  const models: ModelDescriptor[] = []
  const unusable: { file: string; error: DepthError }[] = []
  for (const name of descriptors) {
    const file = join(folder, name)
    await loadCustomModel(file).then(
      (model) => models.push(model),
      (thrown: unknown) => unusable.push({ file, error: toDepthError(thrown) }),
    )
  }
  const described = new Set(models.flatMap((model) => Object.values(model.files).map(pathOf)))
  const undescribed = names.filter(
    (name) =>
      extname(name) === '.onnx' &&
      !described.has(join(folder, name)) &&
      !descriptors.includes(descriptorPath(name)),
  )
  return { models, undescribed, unusable }
}

/** The path of the descriptor that belongs to a graph: the same name with `.json`. */
export function descriptorPath(graph: string): string {
  return join(dirname(graph), `${basename(graph, extname(graph))}.json`)
}

function pathOf(file: ModelFile): string {
  return file.path
}

function withAbsolutePaths(descriptor: ModelDescriptor, folder: string): ModelDescriptor {
  const files = Object.entries(descriptor.files).map(([precision, file]) => [
    precision,
    {
      ...file,
      path: join(folder, file.path),
      ...(file.externalData !== undefined && {
        externalData: file.externalData.map((external) => ({
          ...external,
          path: join(folder, external.path),
        })),
      }),
    },
  ])
  return {
    ...descriptor,
    group: 'custom',
    files: Object.fromEntries(files) as ModelDescriptor['files'],
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  const found = await stat(folder).catch(() => undefined)
  if (found === undefined) return []
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new DepthError(
      'FILE_UNREADABLE',
      `The folder ${folder} of custom models cannot be read: ${messageOf(cause)}`,
      { cause },
    )
  })
  return [...names].sort()
}
