/** What became of a message. */
export type Fate = 'sent' | 'failed' | 'dropped' | 'closed'

/** What a Catch node adds to a message. */
export interface CaughtError {
  readonly code?: string
  readonly message?: string
  readonly source?: { readonly id: string }
}

interface OpenMessage {
  /** What it is, for people who want to send it again. */
  readonly label: string
  /** The node that it was sent to last. */
  at: string
  /** Whether flows were deployed while it was on its way. */
  deployedOver: boolean
}

const keptFaults = 20

/** Keeps account of messages: each one that comes in has to have exactly one fate. */
export class Books {
  readonly counts: Record<Fate | 'in', number> = {
    in: 0,
    sent: 0,
    failed: 0,
    dropped: 0,
    closed: 0,
  }
  readonly codes = new Map<string, number>()
  readonly faults: string[] = []
  readonly #open = new Map<string, OpenMessage>()
  #lastEvent = 0

  get open(): number {
    return this.#open.size
  }

  /** Whether nothing can happen any more to what is open: it was on its way when flows were deployed. */
  get quiet(): boolean {
    const stillIdle = performance.now() - this.#lastEvent > 1000
    return (
      this.open === 0 ||
      (stillIdle && [...this.#open.values()].every(({ deployedOver }) => deployedOver))
    )
  }

  enter(id: string, at: string, label: string): void {
    this.counts.in++
    this.#open.set(id, { label, at, deployedOver: false })
  }

  /** A message that Node-RED itself did not take was none. */
  withdraw(id: string): void {
    this.counts.in--
    this.#open.delete(id)
  }

  moved(id: string, to: string): void {
    this.#lastEvent = performance.now()
    const entry = this.#open.get(id)
    if (entry !== undefined) entry.at = to
  }

  labelOf(id: string): string {
    return this.#open.get(id)?.label ?? 'unknown'
  }

  /** A node is done with a message. It was dropped where the node has sent nothing on. */
  completed(id: string, node: string): void {
    const entry = this.#open.get(id)
    if (entry?.at === node) this.end(id, entry.deployedOver ? 'closed' : 'dropped')
  }

  failed(id: string, error: CaughtError | undefined): void {
    const code = error?.code ?? 'without a code'
    this.codes.set(code, (this.codes.get(code) ?? 0) + 1)
    if (code === 'INTERNAL' || code === 'without a code') {
      this.fault(`${code}: ${error?.message ?? ''} (${this.labelOf(id)})`)
    }
    this.end(id, 'failed')
  }

  end(id: string, fate: Fate): void {
    this.#lastEvent = performance.now()
    if (!this.#open.delete(id)) this.fault(`${id} has a second fate: ${fate}`)
    else this.counts[fate]++
  }

  deployed(): void {
    for (const entry of this.#open.values()) entry.deployedOver = true
  }

  /** What is open now has no other fate: closed, where flows were deployed over it, or lost. */
  close(): void {
    for (const [id, { label, at, deployedOver }] of this.#open) {
      if (deployedOver) this.counts.closed++
      else this.fault(`${id} was lost at ${at} (${label})`)
    }
    this.#open.clear()
  }

  fault(text: string): void {
    if (this.faults.length < keptFaults) this.faults.push(text)
  }
}
