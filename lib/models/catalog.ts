import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DepthError } from '../errors'
import { once } from '../once'
import { packageRoot } from '../package-root'
import type { ModelDescriptor } from './descriptor'
import { readDescriptor } from './read-descriptor'

/** The folder of the catalog's descriptors and of the bundled models. */
export const catalogFolder = join(packageRoot, 'models')

/**
 * Every model that comes with the package: the bundled ones and those that can be downloaded,
 * sorted by id. Read once, and then kept.
 *
 * @throws DepthError MODEL_DESCRIPTOR_INVALID when a descriptor of the package is damaged.
 */
export const loadCatalog = once(readCatalog)

/**
 * The descriptor of one model of the catalog.
 *
 * @throws DepthError MODEL_UNKNOWN, naming the ids there are.
 */
export async function findModel(id: string): Promise<ModelDescriptor> {
  const catalog = await loadCatalog()
  const found = catalog.find((descriptor) => descriptor.id === id)
  if (found === undefined) throw unknownModel(id, catalog)
  return found
}

/** The error for an id that none of `known` has. */
export function unknownModel(id: string, known: readonly ModelDescriptor[]): DepthError {
  const ids = known.map((descriptor) => descriptor.id).join(', ')
  return new DepthError('MODEL_UNKNOWN', `There is no model "${id}". The ids are ${ids}.`)
}

async function readCatalog(): Promise<readonly ModelDescriptor[]> {
  const names = (await readdir(catalogFolder)).filter((name) => name.endsWith('.json')).sort()
  return Promise.all(names.map((name) => readDescriptor(join(catalogFolder, name))))
}
