import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { DepthError } from '../errors'
import { catalogFolder } from '../models/catalog'
import type { ModelDescriptor, ModelFile, Precision } from '../models/descriptor'
import { cachedCommit, manualCopyPath, resolveUrl, snapshotFile } from './layout'
import type { StoreSettings } from './settings'
import { isVerified } from '../models/unverified'

/** A model's file on this disk. */
export interface LocatedFile {
  /** Absolute path of the graph; weights of its own lie beside it. */
  readonly file: string
  readonly precision: Precision
}

/** One place where a file may lie, and what is wrong with what lies there. */
interface Candidate {
  readonly file: string
  readonly fault?: string
}

/**
 * The file to run: of the precisions in `wanted`, in that order, the first that is there. Bundled
 * models lie in the package's models/, published ones in the store's snapshot or where somebody
 * copied them by hand, own ones where their descriptor says.
 *
 * @param wanted one precision, or several in order of preference (see precisionOrder).
 * @throws DepthError MODEL_FILE_MISSING, naming the file, where it belongs and how to get it.
 */
export async function locateModel(
  descriptor: ModelDescriptor,
  wanted: Precision | readonly Precision[],
  store: StoreSettings,
): Promise<LocatedFile> {
  const order = typeof wanted === 'string' ? [wanted] : wanted
  const faults: string[] = []
  for (const precision of order) {
    const model = descriptor.files[precision]
    if (model === undefined) continue
    const verified = isVerified(descriptor, `/files/${precision}`)
    for (const candidate of await candidates(descriptor, model, store, verified)) {
      if (candidate.fault === undefined) return { file: candidate.file, precision }
      faults.push(candidate.fault)
    }
  }
  throw missing(descriptor, order, faults, store)
}

async function candidates(
  descriptor: ModelDescriptor,
  model: ModelFile,
  store: StoreSettings,
  verified: boolean,
): Promise<readonly Candidate[]> {
  const files = await possiblePlaces(descriptor, model, store)
  return Promise.all(files.map((file) => inspect(file, model, verified)))
}

async function possiblePlaces(
  descriptor: ModelDescriptor,
  model: ModelFile,
  store: StoreSettings,
): Promise<readonly string[]> {
  const { source } = descriptor
  if (descriptor.group === 'custom') return [model.path]
  if (source === undefined) return [join(catalogFolder, model.path)]
  const commit = await cachedCommit(store, source)
  const copied = manualCopyPath(store, descriptor, model.path)
  return commit === undefined ? [copied] : [snapshotFile(store, source, commit, model.path), copied]
}

/** @param verified whether the descriptor's size may refuse a file. */
async function inspect(file: string, model: ModelFile, verified: boolean): Promise<Candidate> {
  const parts = [
    { path: file, bytes: model.bytes },
    ...(model.externalData ?? []).map((companion) => ({
      path: join(dirname(file), basename(companion.path)),
      bytes: companion.bytes,
    })),
  ]
  for (const part of parts) {
    const fault = await faultOf(part.path, verified ? part.bytes : undefined)
    if (fault !== undefined) return { file, fault }
  }
  return { file }
}

async function faultOf(path: string, bytes: number | undefined): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isFile() !== true) return `there is no file ${path}`
  if (bytes === undefined || found.size === bytes) return undefined
  return `${path} has ${found.size} bytes where ${bytes} are expected, so it is cut or another file`
}

function missing(
  descriptor: ModelDescriptor,
  order: readonly Precision[],
  faults: readonly string[],
  store: StoreSettings,
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
  const remedy =
    source === undefined
      ? `Put it back${descriptor.group === 'custom' ? '' : ', or install the package again'}.`
      : downloadRemedy(descriptor, source, model, store)
  return new DepthError(
    'MODEL_FILE_MISSING',
    `The ${precision} file of ${descriptor.name} cannot be used: ${faults.join('; ')}. ${remedy}`,
  )
}

function downloadRemedy(
  descriptor: ModelDescriptor,
  source: NonNullable<ModelDescriptor['source']>,
  model: ModelFile,
  store: StoreSettings,
): string {
  const paths = [model.path, ...(model.externalData ?? []).map((companion) => companion.path)]
  const sources = paths.map((path) => resolveUrl(store.endpoint, source, path)).join(' and ')
  const targets = paths.map((path) => manualCopyPath(store, descriptor, path)).join(' and ')
  return `Press Download beside the model in the node's dialog, or fetch ${sources} and put it at ${targets}.`
}
