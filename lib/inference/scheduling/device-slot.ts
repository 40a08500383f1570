/** Releases a slot. */
export type Release = () => void

interface Waiter {
  readonly nodeId: string
  readonly grant: (release: Release) => void
}

/**
 * Allows one inference at a time on a physical device: on two cores, two at once are slower than one
 * after the other. A server has as many places as it may be sent requests at once. Waiting nodes are served round-robin, so that a busy camera does not starve the
 * others; the requests of one node are served in the order of their arrival.
 */
export class DeviceSlot {
  #free: number
  readonly #waiting: Waiter[] = []
  /** Nodes in the order in which they were last served; those that are missing go first. */
  #served: string[] = []

  constructor(places = 1) {
    this.#free = places
  }

  /** Waits for the node's turn; resolves with the function that releases the slot. */
  acquire(nodeId: string): Promise<Release> {
    return new Promise((grant) => {
      this.#waiting.push({ nodeId, grant })
      this.#serve()
    })
  }

  #serve(): void {
    if (this.#free === 0) return
    const waiter = this.#takeNext()
    if (waiter === undefined) {
      this.#served = []
      return
    }
    this.#free--
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
      this.#free++
      this.#serve()
    }
  }
}

const slots = new Map<string, DeviceSlot>()

/**
 * The slot of a device, shared by all nodes in this process.
 *
 * @param places how many runs it takes at once, the first time that it is asked for
 */
export function deviceSlot(key: string, places = 1): DeviceSlot {
  const slot = slots.get(key) ?? new DeviceSlot(places)
  slots.set(key, slot)
  return slot
}
