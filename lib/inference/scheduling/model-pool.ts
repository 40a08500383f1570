import { DepthError } from '../../errors'
import { precisionOf } from '../../models/precision-of'
import type { Precision } from '../../models/precision'
import type { Device } from '../providers'
import { Model, type ModelFigures, type ModelSpec } from './model'

export interface PoolOptions {
  /** How long a model stays loaded without users, so that a redeploy does not reload it. */
  readonly lingerMs: number
  /** How many models may be loaded at once. */
  readonly maxModels: number
}

/** A node's claim to a model. */
export interface Lease {
  readonly model: Model
  /** Ends the lease; the model is closed some time after its last one. */
  release(): void
}

/** A model of the pool, for whoever watches. */
export interface PooledModel extends ModelFigures {
  /** Names it in `unload`. */
  readonly id: string
  /** Id and name of its descriptor. */
  readonly model: string
  readonly name: string
  readonly precision: Precision | undefined
  /** What was asked for. */
  readonly device: Device
  /** How many nodes use it. */
  readonly nodes: number
}

interface Entry {
  readonly key: string
  readonly id: string
  readonly model: Model
  users: number
  linger: NodeJS.Timeout | undefined
}

/** The loaded models, each shared by all nodes that ask for the same file, device and options. */
export class ModelPool {
  readonly #entries = new Map<string, Entry>()
  readonly #options: PoolOptions
  #made = 0

  constructor(options: PoolOptions) {
    this.#options = options
  }

  /** @throws DepthError MODEL_LIMIT when as many models as allowed are in use */
  lease(spec: ModelSpec): Lease {
    const key = JSON.stringify(spec)
    const entry = this.#entries.get(key) ?? this.#add(key, spec)
    clearTimeout(entry.linger)
    entry.users++
    entry.model.resetBackoff()
    let released = false
    return {
      model: entry.model,
      release: () => {
        if (released) return
        released = true
        this.#release(entry)
      },
    }
  }

  /** The models that nodes have asked for, loaded or not. */
  get models(): readonly PooledModel[] {
    return [...this.#entries.values()].map(({ id, model, users }) => {
      const { descriptor, file, device } = model.spec
      return {
        id,
        model: descriptor.id,
        name: descriptor.name,
        precision: precisionOf(descriptor, file),
        device,
        nodes: users,
        ...model.figures,
      }
    })
  }

  /**
   * Gives up the memory of a model until the next frame; a frame that runs is finished.
   *
   * @throws DepthError MODEL_UNKNOWN
   */
  unload(id: string): void {
    const entry = [...this.#entries.values()].find((candidate) => candidate.id === id)
    if (entry !== undefined) {
      entry.model.unload()
      return
    }
    throw new DepthError('MODEL_UNKNOWN', 'No node uses this model any more.')
  }

  /** Closes every model at once. */
  close(): void {
    for (const entry of this.#entries.values()) this.#remove(entry)
  }

  #add(key: string, spec: ModelSpec): Entry {
    this.#makeRoom(spec)
    const id = String(++this.#made)
    const entry: Entry = { key, id, model: new Model(spec), users: 0, linger: undefined }
    this.#entries.set(key, entry)
    return entry
  }

  #makeRoom(spec: ModelSpec): void {
    if (this.#entries.size < this.#options.maxModels) return
    const unused = [...this.#entries.values()].find(({ users }) => users === 0)
    if (unused === undefined) {
      throw new DepthError(
        'MODEL_LIMIT',
        `${spec.descriptor.name} cannot be loaded: ${inUse(this.#options.maxModels)}, the most ` +
          'that is allowed. Use fewer models, or raise depthInferMaxModels in settings.js.',
      )
    }
    this.#remove(unused)
  }

  #release(entry: Entry): void {
    entry.users--
    if (entry.users > 0) return
    entry.linger = setTimeout(() => this.#remove(entry), this.#options.lingerMs)
    entry.linger.unref()
  }

  #remove(entry: Entry): void {
    clearTimeout(entry.linger)
    entry.model.close()
    this.#entries.delete(entry.key)
  }
}

function inUse(models: number): string {
  return models === 1 ? '1 model is in use' : `${models} models are in use`
}
