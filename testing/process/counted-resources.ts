import { createHook } from 'node:async_hooks'

/**
 * What is made while a function runs that outlives it, by type: timers (`Timeout`), sockets, threads
 * and tasks of the thread pool. Promises and callbacks of the event loop's turn do not count. The
 * function has to be synchronous: whatever else goes on in the process would be counted too.
 */
export function countedResources(run: () => void): readonly string[] {
  const made: string[] = []
  const hook = createHook({ init: (_id, type) => void made.push(type) }).enable()
  run()
  hook.disable()
  const passing = ['PROMISE', 'Immediate', 'TickObject', 'Microtask']
  return made.filter((type) => !passing.includes(type))
}
