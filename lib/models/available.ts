import { join } from 'node:path'
import { DepthError } from '../errors'
import { loadCatalog, unknownModel } from './catalog'
import type { ModelDescriptor } from './descriptor'
import { scanCustomModels, type CustomModels } from './custom-models'
import type { StoreSettings } from '../hub/settings'

/** The folder in which a user's custom models are looked for. */
export function customModelsFolder(store: StoreSettings): string {
  return join(store.folder, 'own')
}

/** The catalog and the user's custom models. An custom model whose id is taken is a fault. */
export async function availableModels(store: StoreSettings): Promise<CustomModels> {
  const own = await scanCustomModels(customModelsFolder(store))
  const models = [...(await loadCatalog())]
  const faults = [...own.faults]
  for (const model of own.models) {
    const taken = models.find(({ id }) => id === model.id)
    if (taken === undefined) models.push(model)
    else faults.push({ file: customModelsFolder(store), error: takenId(model, taken) })
  }
  return { ...own, models, faults }
}

/**
 * The descriptor of one model, of the catalog or the user's own.
 *
 * @throws DepthError MODEL_UNKNOWN, naming the ids that look most like `id`.
 */
export async function findAvailable(id: string, store: StoreSettings): Promise<ModelDescriptor> {
  const { models } = await availableModels(store)
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
