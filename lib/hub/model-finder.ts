import { toDepthError } from '../errors'
import { findAvailable } from '../models/available'
import { loadCustomModel } from '../models/custom-models'
import type { ModelDescriptor } from '../models/descriptor'
import { precisionOrder, type Hardware, type Precision } from '../models/precision'
import { customModelsFolder } from './layout'
import { locateModel, type LocatedFile } from './locate'
import type { MissingModels } from './missing-models'
import type { StoreSettings } from './settings'

/** A model that can be loaded. */
export type FoundModel = LocatedFile & { readonly descriptor: ModelDescriptor }

export interface ModelFinderOptions {
  readonly settings: StoreSettings
  readonly missing: MissingModels
  /** What names a model: its id, or the path of a custom model. */
  readonly namedBy: 'id' | 'file'
  readonly precision: Precision | 'auto'
  /** Whether the graph has to be on this machine, as it has by default; else its name is enough. */
  readonly needsFile?: boolean
  /** Called where the best precision depends on it. */
  readonly hardware: () => Promise<Hardware>
}

/** Finds models and their files, and remembers what it found. */
export class ModelFinder {
  readonly #options: ModelFinderOptions
  readonly #found = new Map<string, Promise<FoundModel>>()

  constructor(options: ModelFinderOptions) {
    this.#options = options
  }

  /**
   * The model of that name. One that is missing may be there next time, so only what was found is
   * remembered.
   *
   * @throws DepthError MODEL_UNKNOWN, MODEL_DESCRIPTOR_INVALID, FILE_NOT_FOUND, FILE_UNREADABLE, and
   *   what MissingModels.errorFor returns.
   */
  find(name: string): Promise<FoundModel> {
    const known = this.#found.get(name)
    if (known !== undefined) return known
    const finding = this.#locate(name)
    this.#found.set(name, finding)
    finding.catch(() => this.#found.delete(name))
    return finding
  }

  /**
   * Does work with the model of that name. Where its file is gone by now, as after it was deleted and
   * downloaded at another commit, the model is looked for once more.
   *
   * @throws DepthError as find, and what `work` throws
   */
  async use<T>(name: string, work: (model: FoundModel) => Promise<T>): Promise<T> {
    const found = await this.find(name)
    try {
      return await work(found)
    } catch (thrown) {
      if (toDepthError(thrown).code !== 'MODEL_FILE_MISSING') throw thrown
      this.#found.delete(name)
      return work(await this.find(name))
    }
  }

  /**
   * Looks for a file of a model, whichever would be taken: nothing has to be known of the devices.
   *
   * @throws DepthError as `find`
   */
  async check(name: string): Promise<void> {
    const { settings, precision, needsFile = true } = this.#options
    const descriptor = await this.#describe(name)
    if (needsFile)
      await locateModel(descriptor, precisionOrder(descriptor, 'processor', precision), settings)
  }

  /** As `find`, after the end of the model's download if that is running or has to start. */
  async findWhenDownloaded(name: string): Promise<FoundModel> {
    try {
      return await this.find(name)
    } catch (thrown) {
      if (toDepthError(thrown).code !== 'MODEL_DOWNLOADING') throw thrown
      await this.#options.missing.finished
      return this.find(name)
    }
  }

  async #locate(name: string): Promise<FoundModel> {
    const { settings, missing, needsFile = true } = this.#options
    const descriptor = await this.#describe(name)
    const order = await this.#precisions(descriptor)
    if (!needsFile) return namedFile(descriptor, order)
    try {
      return { descriptor, ...(await locateModel(descriptor, order, settings)) }
    } catch (thrown) {
      throw await missing.errorFor(descriptor, order, toDepthError(thrown))
    }
  }

  #describe(name: string): Promise<ModelDescriptor> {
    const { namedBy, settings } = this.#options
    return namedBy === 'file'
      ? loadCustomModel(name)
      : findAvailable(name, customModelsFolder(settings))
  }

  async #precisions(descriptor: ModelDescriptor): Promise<readonly Precision[]> {
    const { precision, hardware } = this.#options
    const isOpen = precision === 'auto' && Object.keys(descriptor.files).length > 1
    return precisionOrder(descriptor, isOpen ? await hardware() : 'processor', precision)
  }
}

/** The first of the precisions that the model has, without looking for its file. */
function namedFile(descriptor: ModelDescriptor, order: readonly Precision[]): FoundModel {
  const precision = order.find((candidate) => descriptor.files[candidate] !== undefined) ?? 'fp32'
  return { descriptor, precision, file: descriptor.files[precision]?.path ?? '' }
}
