import { DepthError } from '../../errors'
import { Model, type ModelSpec } from './model'

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

interface Entry {
  readonly key: string
  readonly model: Model
  users: number
  linger: NodeJS.Timeout | undefined
}

/** The loaded models, each shared by all nodes that ask for the same file, device and options. */
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

  /** Closes every model at once. */
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
