import { automaticProvider } from '../../lib/inference/backends/onnxruntime-process/probe'
import { DepthError, toDepthError } from '../../lib/errors'
import { findAvailable } from '../../lib/models/available'
import type { ModelDescriptor, Precision } from '../../lib/models/descriptor'
import { customModelsFolder } from '../../lib/hub/layout'
import { locateModel, type LocatedFile } from '../../lib/hub/locate'
import { loadCustomModel } from '../../lib/models/custom-models'
import { hardwareOf } from '../../lib/inference/providers'
import { precisionOrder } from '../../lib/models/precision'
import type { StoreSettings } from '../../lib/hub/settings'
import type { DepthInferConfig } from './config'
import type { ModelDownload } from './model-download'

export type ChosenModel = LocatedFile & { readonly descriptor: ModelDescriptor }

/** Finds models and their files for one node, and keeps what it found. */
export class ModelChoice {
  readonly #config: DepthInferConfig
  readonly #store: StoreSettings
  readonly #download: ModelDownload
  readonly #found = new Map<string, Promise<ChosenModel>>()

  constructor(config: DepthInferConfig, store: StoreSettings, download: ModelDownload) {
    this.#config = config
    this.#store = store
    this.#download = download
  }

  /**
   * The model that the dialog names, or that a message does.
   *
   * @param named what the message property holds, where the model comes from the message
   * @throws DepthError MODEL_UNKNOWN, MODEL_FILE_MISSING, MODEL_DESCRIPTOR_INVALID, CONFIG_INVALID,
   *   and as ModelDownload.missing
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

  /** The model that the dialog names, after the end of its download where one is under way. */
  async chooseWhenDownloaded(): Promise<ChosenModel> {
    try {
      return await this.choose(undefined)
    } catch (thrown) {
      if (toDepthError(thrown).code !== 'MODEL_DOWNLOADING') throw thrown
      await this.#download.finished
      return this.choose(undefined)
    }
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
    const order = await this.#precisions(descriptor)
    try {
      return { descriptor, ...(await locateModel(descriptor, order, this.#store)) }
    } catch (thrown) {
      throw await this.#download.missing(descriptor, order, toDepthError(thrown))
    }
  }

  /** With everything automatic, the device is found out first, if that makes a difference. */
  async #precisions(descriptor: ModelDescriptor): Promise<readonly Precision[]> {
    const { device, precision } = this.#config
    const isOpen = precision === 'auto' && Object.keys(descriptor.files).length > 1
    const provider = device === 'auto' && isOpen ? await automaticProvider() : device
    return precisionOrder(descriptor, hardwareOf(provider), precision)
  }

  #describe(name: string): Promise<ModelDescriptor> {
    if (this.#config.modelType === 'file') return loadCustomModel(name)
    return findAvailable(name, customModelsFolder(this.#store))
  }
}
