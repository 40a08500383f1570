import { join } from 'node:path'
import { loadCatalogue, unknownModel } from './catalogue'
import type { ModelDescriptor } from './descriptor'
import { scanOwnModels, type OwnModels } from './own'
import type { StoreSettings } from './store/settings'

/** The folder in which a user's own models are looked for. */
export function ownModelsFolder(places: StoreSettings): string {
  return join(places.folder, 'own')
}

/** The catalogue and the user's own models, which may not take an id of the catalogue. */
export async function availableModels(places: StoreSettings): Promise<OwnModels> {
  const catalogue = await loadCatalogue()
  const own = await scanOwnModels(ownModelsFolder(places))
  const taken = new Set(catalogue.map((descriptor) => descriptor.id))
  const models = own.models.filter((descriptor) => !taken.has(descriptor.id))
  return { models: [...catalogue, ...models], faults: own.faults }
}

/**
 * The descriptor of one model, of the catalogue or the user's own.
 *
 * @throws DepthError MODEL_UNKNOWN, naming the ids that look most like `id`.
 */
export async function findAvailable(id: string, places: StoreSettings): Promise<ModelDescriptor> {
  const { models } = await availableModels(places)
  const found = models.find((descriptor) => descriptor.id === id)
  if (found === undefined) throw unknownModel(id, models)
  return found
}
