import type { Node } from 'node-red'

/** Something that a user should know, though the node's work was done. */
interface Warning {
  readonly kind: string
  readonly message: string
}

/** Warns of what a node found, once of each kind: cameras send the same again and again. */
export class Warnings {
  readonly #node: Pick<Node, 'warn'>
  readonly #reported = new Set<string>()

  constructor(node: Pick<Node, 'warn'>) {
    this.#node = node
  }

  report(warnings: readonly Warning[]): void {
    for (const { kind, message } of warnings) {
      if (this.#reported.has(kind)) continue
      this.#reported.add(kind)
      this.#node.warn(`${message} This is reported once.`)
    }
  }
}
