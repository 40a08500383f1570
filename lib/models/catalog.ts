import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DepthError } from '../errors'
import { packageRoot } from '../package-root'
import type { ModelDescriptor } from './descriptor'
import { readDescriptor } from './read-descriptor'

/** The folder of the catalog's descriptors and of the bundled models. */
export const catalogFolder = join(packageRoot, 'models')

/** How many ids a wrong one is answered with. */
const nearIds = 3

let loading: Promise<readonly ModelDescriptor[]> | undefined

/**
 * Every model that comes with the package: the bundled ones and those that can be downloaded,
 * sorted by id. Read once, and then kept.
 *
 * @throws DepthError MODEL_DESCRIPTOR_INVALID when a descriptor of the package is damaged.
 */
export function loadCatalog(): Promise<readonly ModelDescriptor[]> {
  loading ??= readCatalog()
  return loading
}

/**
 * The descriptor of one model of the catalog.
 *
 * @throws DepthError MODEL_UNKNOWN, naming the ids that look most like `id`.
 */
export async function findModel(id: string): Promise<ModelDescriptor> {
  const catalog = await loadCatalog()
  const found = catalog.find((descriptor) => descriptor.id === id)
  if (found === undefined) throw unknownModel(id, catalog)
  return found
}

/** The error for an id that none of `known` has. */
export function unknownModel(id: string, known: readonly ModelDescriptor[]): DepthError {
  const near = known
    .map((descriptor) => ({ id: descriptor.id, distance: editDistance(id, descriptor.id) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, nearIds)
    .map((candidate) => candidate.id)
  return new DepthError(
    'MODEL_UNKNOWN',
    `There is no model "${id}". The nearest ids are ${near.join(', ')}; docs/models.md lists them all.`,
  )
}

async function readCatalog(): Promise<readonly ModelDescriptor[]> {
  const names = (await readdir(catalogFolder)).filter((name) => name.endsWith('.json')).sort()
  return Promise.all(names.map((name) => readDescriptor(join(catalogFolder, name))))
}

/** Levenshtein distance: how many characters have to be put in, left out or changed. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j++) {
      const changed = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1)
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
