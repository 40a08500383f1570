import { DepthError } from '../../errors'
import { Model, type ModelSpec } from './model'

export interface PoolOptions {
  /** How long a model stays loaded after its last user, so that a redeploy does not reload it. */
  readonly lingerMs: number
  /** How many models may be loaded at once. */
  readonly maxModels: number
}

/** A node's share in a model. */
export interface Lease {
  readonly model: Model
  /** Gives the share back; the model is closed some time after its last lease. */
  release(): void
}

interface Entry {
  readonly key: string
  readonly model: Model
  users: number
  linger: NodeJS.Timeout | undefined
}

/** The loaded models, each shared by all who ask for the same file, device and options. */
export class ModelPool {
  readonly #entries = new Map<string, Entry>()
  readonly #options: PoolOptions

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

  /** Ends every model at once. */
  close(): void {
    for (const entry of this.#entries.values()) this.#remove(entry)
  }

  #add(key: string, spec: ModelSpec): Entry {
    this.#makeRoom(spec)
    const entry: Entry = { key, model: new Model(spec), users: 0, linger: undefined }
    this.#entries.set(key, entry)
    return entry
  }

  #makeRoom(spec: ModelSpec): void {
    if (this.#entries.size < this.#options.maxModels) return
    const unused = [...this.#entries.values()].find(({ users }) => users === 0)
    if (unused === undefined) {
      throw new DepthError(
        'MODEL_LIMIT',
        `${spec.descriptor.name} cannot be loaded: ${this.#options.maxModels} models are in use, as ` +
          'many as allowed. Use fewer, or raise depthInferMaxModels in settings.js.',
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
