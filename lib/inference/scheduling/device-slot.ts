/** Gives a slot back. */
export type Release = () => void

interface Waiter {
  readonly nodeId: string
  readonly grant: (release: Release) => void
}

/**
 * One inference at a time per physical device: two at once on two cores are slower together than
 * one after the other. Waiting nodes (a nodeId is a node) are served in turn, so that a busy camera
 * does not starve the others; within a nodeId first come is first served.
 */
export class DeviceSlot {
  #held = false
  readonly #waiting: Waiter[] = []
  /** The nodes in the order in which they were served last; those not in it go first. */
  #served: string[] = []

  /** Resolves with the function that gives the slot back, once it is this nodeId's turn. */
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

  /** The first waiter of the nodeId that was served longest ago. */
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

/** The slot of a physical device, shared by everything in this process. */
export function deviceSlot(key: string): DeviceSlot {
  const slot = slots.get(key) ?? new DeviceSlot()
  slots.set(key, slot)
  return slot
}
