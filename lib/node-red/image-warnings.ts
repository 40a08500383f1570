import type { Node } from 'node-red'
import type { ImageFrame } from '../frames/image-frame'

/** Warns of what decodes found in the images of a node, once of each kind. */
export class ImageWarnings {
  readonly #node: Pick<Node, 'warn'>
  readonly #reported = new Set<string>()

  constructor(node: Pick<Node, 'warn'>) {
    this.#node = node
  }

  report({ warnings }: ImageFrame): void {
    for (const { kind, message } of warnings) {
      if (this.#reported.has(kind)) continue
      this.#reported.add(kind)
      this.#node.warn(`${message} Further images of this kind are not reported.`)
    }
  }
}
