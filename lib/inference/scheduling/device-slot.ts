/** Releases a slot. */
export type Release = () => void

interface Waiter {
  readonly nodeId: string
  readonly grant: (release: Release) => void
}

/**
 * Allows one inference at a time on a physical device: on two cores, two at once are slower than one
 * after the other. Waiting nodes are served round-robin, so that a busy camera does not starve the
 * others; the requests of one node are served in the order of their arrival.
 */
export class DeviceSlot {
  #held = false
  readonly #waiting: Waiter[] = []
  /** Nodes in the order in which they were last served; those that are missing go first. */
  #served: string[] = []

  /** Waits for the node's turn; resolves with the function that releases the slot. */
  acquire(nodeId: string): Promise<Release> {
    return new Promise((grant) => {
      this.#waiting.push({ nodeId, grant })
      this.#serve()
    })
  }

  #serve(): void {
    if (this.#held) return
    const waiter = this.#takeNext()
    if (waiter === undefined) {
      this.#served = []
      return
    }
    this.#held = true
    this.#served = [...this.#served.filter((nodeId) => nodeId !== waiter.nodeId), waiter.nodeId]
    waiter.grant(this.#releaseOnce())
  }

  /** The first waiter of the node that was served longest ago. */
  #takeNext(): Waiter | undefined {
    const turns = this.#waiting.map(({ nodeId }) => this.#served.indexOf(nodeId))
    return this.#waiting.splice(turns.indexOf(Math.min(...turns)), 1)[0]
  }

  #releaseOnce(): Release {
    let released = false
    return () => {
      if (released) return
      released = true
      this.#held = false
      this.#serve()
    }
  }
}

const slots = new Map<string, DeviceSlot>()

/** The slot of a physical device, shared by all nodes in this process. */
export function deviceSlot(key: string): DeviceSlot {
  const slot = slots.get(key) ?? new DeviceSlot()
  slots.set(key, slot)
  return slot
}
