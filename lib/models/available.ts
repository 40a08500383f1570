import { join } from 'node:path'
import { DepthError } from '../errors'
import { loadCatalog, unknownModel } from './catalog'
import type { ModelDescriptor } from './descriptor'
import { scanOwnModels, type OwnModels } from './custom-models'
import type { StoreSettings } from '../hub/settings'

/** The folder in which a user's own models are looked for. */
export function ownModelsFolder(places: StoreSettings): string {
  return join(places.folder, 'own')
}

/** The catalog and the user's own models. An own model whose id is taken is a fault. */
export async function availableModels(places: StoreSettings): Promise<OwnModels> {
  const own = await scanOwnModels(ownModelsFolder(places))
  const models = [...(await loadCatalog())]
  const faults = [...own.faults]
  for (const model of own.models) {
    const taken = models.find(({ id }) => id === model.id)
    if (taken === undefined) models.push(model)
    else faults.push({ file: ownModelsFolder(places), error: takenId(model, taken) })
  }
  return { ...own, models, faults }
}

/**
 * The descriptor of one model, of the catalog or the user's own.
 *
 * @throws DepthError MODEL_UNKNOWN, naming the ids that look most like `id`.
 */
export async function findAvailable(id: string, places: StoreSettings): Promise<ModelDescriptor> {
  const { models } = await availableModels(places)
  const found = models.find((descriptor) => descriptor.id === id)
  if (found === undefined) throw unknownModel(id, models)
  return found
}

function takenId(model: ModelDescriptor, taken: ModelDescriptor): DepthError {
  return new DepthError(
    'MODEL_DESCRIPTOR_INVALID',
    `"${model.name}" has the id "${model.id}", which "${taken.name}" has already. Give its descriptor another id.`,
  )
}
