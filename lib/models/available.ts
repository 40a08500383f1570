import { DepthError } from '../errors'
import { loadCatalog, unknownModel } from './catalog'
import { scanCustomModels, type CustomModels } from './custom-models'
import type { ModelDescriptor } from './descriptor'

/**
 * The catalog and the custom models in a folder. A custom model whose id is taken is reported as
 * an error.
 */
export async function availableModels(customFolder: string): Promise<CustomModels> {
  const custom = await scanCustomModels(customFolder)
  const models = [...(await loadCatalog())]
  const unusable = [...custom.unusable]
  for (const model of custom.models) {
    const taken = models.find(({ id }) => id === model.id)
    if (taken === undefined) models.push(model)
    else unusable.push({ file: customFolder, error: takenId(model, taken) })
  }
  return { ...custom, models, unusable }
}

/**
 * The descriptor of one model, from the catalog or from a folder of custom models.
 *
 * @throws DepthError MODEL_UNKNOWN, naming the ids there are.
 */
export async function findAvailable(id: string, customFolder: string): Promise<ModelDescriptor> {
  const { models } = await availableModels(customFolder)
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
