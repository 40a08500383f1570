/** Something to be shown: what it is made from, and how. */
interface Task {
  /** Equal for tasks that show the same. */
  readonly id: string
  /** Rejects where a newer frame has replaced this one. */
  readonly show: () => Promise<void>
}

/**
 * Shows the newest of a stream, one at a time: what comes in the meantime waits, and only the last of
 * it is shown.
 */
export class Newest {
  readonly #next: () => Task | undefined
  #shown = ''
  #isBusy = false

  /** @param next the task for what is newest now */
  constructor(next: () => Task | undefined) {
    this.#next = next
  }

  /** To be called when there may be something newer. */
  async refresh(): Promise<void> {
    const task = this.#next()
    if (task === undefined || this.#isBusy || task.id === this.#shown) return
    this.#isBusy = true
    const isShown = await task.show().then(
      () => true,
      () => false,
    )
    this.#isBusy = false
    if (isShown) this.#shown = task.id
    // What could not be shown has been replaced: by something that is known already, or by the next news.
    else if (this.#next()?.id === task.id) return
    await this.refresh()
  }
}
