import { DepthError } from '../../lib/errors'
import { findAvailable } from '../../lib/models/available'
import type { ModelDescriptor } from '../../lib/models/descriptor'
import { locateModel, type LocatedModel } from '../../lib/models/locate'
import { loadOwnModel } from '../../lib/models/own'
import { precisionOrder } from '../../lib/models/precision'
import type { StoreSettings } from '../../lib/models/store/settings'
import type { DepthInferConfig } from './config'

export type ChosenModel = LocatedModel & { readonly descriptor: ModelDescriptor }

/** Finds models and their files for one node, and keeps what it found. */
export class ModelChoice {
  readonly #config: DepthInferConfig
  readonly #store: StoreSettings
  readonly #found = new Map<string, Promise<ChosenModel>>()

  constructor(config: DepthInferConfig, store: StoreSettings) {
    this.#config = config
    this.#store = store
  }

  /**
   * The model that the dialog names, or that a message does.
   *
   * @param named what the message property holds, where the model comes from the message
   * @throws DepthError MODEL_UNKNOWN, MODEL_FILE_MISSING, MODEL_DESCRIPTOR_INVALID, CONFIG_INVALID
   */
  choose(named: unknown): Promise<ChosenModel> {
    const { modelType, model } = this.#config
    if (modelType !== 'msg') return this.#find(model)
    if (typeof named === 'string' && named !== '') return this.#find(named)
    throw new DepthError(
      'MODEL_UNKNOWN',
      `msg.${model} should hold the id of a model, such as "tiny-v2", but is ${named === undefined ? 'not there' : `a ${typeof named}`}.`,
    )
  }

  /** What is missing may be there next time, so only what was found is kept. */
  #find(name: string): Promise<ChosenModel> {
    const known = this.#found.get(name)
    if (known !== undefined) return known
    const finding = this.#locate(name)
    this.#found.set(name, finding)
    finding.catch(() => this.#found.delete(name))
    return finding
  }

  async #locate(name: string): Promise<ChosenModel> {
    const descriptor = await this.#describe(name)
    const { device, precision } = this.#config
    const order = precisionOrder(descriptor, device === 'auto' ? 'cpu' : device, precision)
    return { descriptor, ...(await locateModel(descriptor, order, this.#store)) }
  }

  #describe(name: string): Promise<ModelDescriptor> {
    if (this.#config.modelType === 'file') return loadOwnModel(name)
    return findAvailable(name, this.#store)
  }
}
