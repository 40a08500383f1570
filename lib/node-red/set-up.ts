import type { Node } from 'node-red'
import { toDepthError } from '../errors'
import { onInput } from './on-input'

/**
 * Runs the part of a node's constructor that may fail. What it throws (an unusable setting, say)
 * shows in the status at deploy, and reaches the Catch node with every message.
 */
export function setUp(node: Node, build: () => void): void {
  try {
    build()
  } catch (thrown) {
    const error = toDepthError(thrown)
    node.status({ fill: 'red', shape: 'dot', text: error.code })
    onInput(node, () => {
      throw error
    })
  }
}
