import type { Shape } from '../../lib/depth/geometry/shape'

/** A shape with what the caller keeps of it. */
export interface ShapeRow<Seen = unknown> {
  /** The key whose images it belongs to. */
  readonly key: string
  readonly shape: Shape
  /** What stands in the columns of the list, by their names. */
  readonly cells: Readonly<Record<string, string>>
  /** What the image showed there when the shape was put there. */
  readonly seen?: Seen
}

/** What has changed: the rows that there are, the shape or the cells of one, or which is selected. */
export type Change = 'rows' | 'shape' | 'cells' | 'selected'

/** The rows of all keys, of which those of one key are shown, and one may be selected. */
export class ShapeRows<Seen> {
  #all: readonly ShapeRow<Seen>[]
  #key = ''
  #selected: number | undefined
  readonly #listeners: ((change: Change) => void)[] = []

  constructor(rows: readonly ShapeRow<Seen>[]) {
    this.#all = rows
  }

  get all(): readonly ShapeRow<Seen>[] {
    return this.#all
  }

  get key(): string {
    return this.#key
  }

  /** The rows of the key that is shown. */
  get shown(): readonly ShapeRow<Seen>[] {
    return this.#all.filter(({ key }) => key === this.#key)
  }

  /** Which of the shown rows is selected. */
  get selected(): number | undefined {
    return this.#selected
  }

  listen(listener: (change: Change) => void): void {
    this.#listeners.push(listener)
  }

  showKey(key: string): void {
    this.#key = key
    this.#selected = undefined
    this.#tell('rows')
  }

  select(index: number | undefined): void {
    if (index === this.#selected) return
    this.#selected = index
    this.#tell('selected')
  }

  /** Adds a row to those of the key that is shown, and selects it. */
  add(row: Omit<ShapeRow<Seen>, 'key'>): void {
    this.#all = [...this.#all, { ...row, key: this.#key }]
    this.#selected = this.shown.length - 1
    this.#tell('rows')
  }

  remove(index: number): void {
    const removed = this.shown[index]
    this.#all = this.#all.filter((row) => row !== removed)
    this.#selected = undefined
    this.#tell('rows')
  }

  /** Changes one of the shown rows. */
  change(index: number, fields: Partial<Omit<ShapeRow<Seen>, 'key'>>): void {
    const changed = this.shown[index]
    this.#all = this.#all.map((row) => (row === changed ? { ...row, ...fields } : row))
    this.#tell(fields.cells === undefined ? 'shape' : 'cells')
  }

  #tell(change: Change): void {
    for (const listener of this.#listeners) listener(change)
  }
}
