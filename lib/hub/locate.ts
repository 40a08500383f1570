import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { DepthError } from '../errors'
import { shownUrl } from '../http/redact'
import { catalogFolder } from '../models/catalog'
import type { ModelDescriptor, ModelFile } from '../models/descriptor'
import type { Precision } from '../models/precision'
import { cachedCommit, manualCopyPath, resolveUrl, snapshotFile } from './layout'
import type { StoreSettings } from './settings'
import { isVerified } from '../models/unverified'

/** A model's file on this disk. */
export interface LocatedFile {
  /** Absolute path of the graph; its external data lies beside it. */
  readonly file: string
  readonly precision: Precision
}

/** Why the file at a path cannot be used. */
interface Problem {
  readonly isAbsent: boolean
  readonly text: string
}

/**
 * The file to run: the first of the precisions in `wanted` that is there. Bundled models lie in
 * the package's models/, published ones in the store's snapshot or where somebody copied them by
 * hand, custom ones where their descriptor says.
 *
 * @param wanted one precision, or several in order of preference (see precisionOrder).
 * @throws DepthError MODEL_FILE_MISSING, naming the file, where it belongs and how to get it.
 */
export async function locateModel(
  descriptor: ModelDescriptor,
  wanted: Precision | readonly Precision[],
  settings: StoreSettings,
): Promise<LocatedFile> {
  const order = typeof wanted === 'string' ? [wanted] : wanted
  const problems: Problem[] = []
  for (const precision of order) {
    const model = descriptor.files[precision]
    if (model === undefined) continue
    const verified = isVerified(descriptor, `/files/${precision}`)
    for (const file of await possiblePaths(descriptor, model, settings)) {
      const problem = await problemOf(file, model, verified)
      if (problem === undefined) return { file, precision }
      problems.push(problem)
    }
  }
  throw missing(descriptor, order, problems, settings)
}

async function possiblePaths(
  descriptor: ModelDescriptor,
  model: ModelFile,
  settings: StoreSettings,
): Promise<readonly string[]> {
  const { source } = descriptor
  if (descriptor.group === 'custom') return [model.path]
  if (source === undefined) return [join(catalogFolder, model.path)]
  const commit = await cachedCommit(settings, source)
  const copied = manualCopyPath(settings, descriptor, model.path)
  return commit === undefined
    ? [copied]
    : [snapshotFile(settings, source, commit, model.path), copied]
}

/** @param verified whether the descriptor's size may refuse a file. */
async function problemOf(
  file: string,
  model: ModelFile,
  verified: boolean,
): Promise<Problem | undefined> {
  const parts = [
    { path: file, bytes: model.bytes },
    ...(model.externalData ?? []).map(({ path, bytes }) => ({
      path: join(dirname(file), basename(path)),
      bytes,
    })),
  ]
  for (const { path, bytes } of parts) {
    const found = await stat(path).catch(() => undefined)
    if (found?.isFile() !== true) return { isAbsent: true, text: `there is no file ${path}` }
    if (!verified || bytes === undefined || found.size === bytes) continue
    const sizes = `${found.size} bytes instead of ${bytes}`
    return { isAbsent: false, text: `${path} has ${sizes}, so it is cut or another file` }
  }
  return undefined
}

function missing(
  descriptor: ModelDescriptor,
  order: readonly Precision[],
  problems: readonly Problem[],
  settings: StoreSettings,
): DepthError {
  const precision = order.find((candidate) => descriptor.files[candidate] !== undefined)
  const model = precision === undefined ? undefined : descriptor.files[precision]
  if (precision === undefined || model === undefined) {
    const existing = Object.keys(descriptor.files).join(', ')
    return new DepthError(
      'MODEL_FILE_MISSING',
      `${descriptor.name} has no ${order.join(' or ')} file; it has ${existing}. Choose one of those.`,
    )
  }
  const { source } = descriptor
  const reasons = problems.map(({ text }) => text).join('; ')
  if (source !== undefined && problems.every(({ isAbsent }) => isAbsent)) {
    // What to do comes first and paths last: Node-RED's sidebar shows the beginning.
    return new DepthError(
      'MODEL_FILE_MISSING',
      `Press Download in the node's dialog: ${descriptor.name} (${precision}) is not downloaded yet. You can also ${copyRemedy(descriptor, source, model, settings)} (The cache is ${settings.cacheFolder}; ${reasons}.)`,
    )
  }
  const remedy =
    source === undefined
      ? `Put it back${descriptor.group === 'custom' ? '' : ', or install the package again'}.`
      : `Press Download in the node's dialog, or ${copyRemedy(descriptor, source, model, settings)}`
  return new DepthError(
    'MODEL_FILE_MISSING',
    `The ${precision} file of ${descriptor.name} cannot be used: ${reasons}. ${remedy}`,
  )
}

function copyRemedy(
  descriptor: ModelDescriptor,
  source: NonNullable<ModelDescriptor['source']>,
  model: ModelFile,
  settings: StoreSettings,
): string {
  const paths = [model.path, ...(model.externalData ?? []).map(({ path }) => path)]
  const sources = paths
    .map((path) => shownUrl(new URL(resolveUrl(settings.endpoint, source, path))))
    .join(' and ')
  const targets = paths.map((path) => manualCopyPath(settings, descriptor, path)).join(' and ')
  return `fetch ${sources} and put it at ${targets}.`
}
