import type { Node, NodeAPI } from 'node-red'
import { messageOf } from '../errors'
import { persistentStore } from './persistent-store'
import type { Warnings } from './warnings'

/**
 * A value in the context of a node: in a store that survives a restart where settings.js has one, else in
 * memory, with one warning that a restart forgets it.
 */
export class KeptValue {
  readonly #node: Node
  readonly #name: string
  readonly #warnings: Warnings
  readonly #store: string | undefined
  readonly #what: string

  /** @param what begins the warning, such as "The references of msg.calibrate" */
  constructor(RED: NodeAPI, node: Node, name: string, what: string, warnings: Warnings) {
    this.#node = node
    this.#name = name
    this.#what = what
    this.#warnings = warnings
    this.#store = persistentStore(RED)
  }

  /** What is kept; undefined where nothing is, or where the store fails. */
  get(): Promise<unknown> {
    return new Promise((resolve) => {
      this.#node.context().get(this.#name, this.#store, (error: unknown, value: unknown) => {
        if (error instanceof Error) this.#fail(error)
        resolve(value)
      })
    })
  }

  /** Keeps a value that can be written as JSON. */
  set(value: unknown): void {
    if (this.#store === undefined) {
      this.#warnings.report([
        {
          kind: 'memory',
          message:
            `${this.#what} are kept in memory: a restart of Node-RED forgets them. ` +
            'Set contextStorage in settings.js to keep them.',
        },
      ])
    }
    this.#node.context().set(this.#name, value, this.#store, (error: unknown) => {
      if (error instanceof Error) this.#fail(error)
    })
  }

  #fail(error: Error): void {
    const message = `${this.#what} cannot be kept: ${messageOf(error)}. Check contextStorage in settings.js.`
    this.#warnings.report([{ kind: 'store', message }])
  }
}
