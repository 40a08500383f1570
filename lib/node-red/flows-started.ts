import type { NodeAPI } from 'node-red'

const waiting = new WeakMap<object, Set<() => void>>()

/**
 * Calls `what` when the deploy that makes this node is done, once; returns a function that gives that up.
 * All nodes share one listener: Node.js warns of more than ten.
 */
export function onFlowsStarted(RED: NodeAPI, what: () => void): () => void {
  const all = waiting.get(RED.events) ?? listen(RED)
  all.add(what)
  return () => all.delete(what)
}

function listen(RED: NodeAPI): Set<() => void> {
  const all = new Set<() => void>()
  waiting.set(RED.events, all)
  RED.events.on('flows:started', () => {
    const started = [...all]
    all.clear()
    for (const what of started) what()
  })
  return all
}
