import { messageOf } from '../../lib/errors'
import {
  nameProblem,
  regionsSetting,
  usableRegions,
  type StoredRegion,
} from '../../nodes/depth-measure/regions-setting'
import type { DialogNode } from '../lists'
import { openShapes } from '../shapes/shapes-tray'

/**
 * The regions of a dialog: a button that opens the tray to draw them, and their names beside it, with what is wrong
 * with them. What cannot be shown stays stored until regions are drawn.
 */
export class RegionsField {
  readonly #node: DialogNode
  // The editor takes the dialog out of the page while the tray is open.
  readonly #list = $('#depth-measure-regions')
  readonly #onChange: () => void
  #stored: unknown
  #regions: readonly StoredRegion[]

  /** @param stored the setting, which may be anything */
  constructor(node: DialogNode, stored: unknown, onChange: () => void) {
    this.#node = node
    this.#stored = stored
    this.#regions = usableRegions(stored)
    this.#onChange = onChange
    $('#depth-measure-draw').on('click', () => this.#open())
    this.#show()
  }

  get regions(): readonly StoredRegion[] {
    return this.#regions
  }

  /** What is to be stored. */
  get setting(): unknown {
    return this.#stored
  }

  #open(): void {
    const _ = (key: string, values = {}) => this.#node._(`depth-measure.regions.${key}`, values)
    openShapes(this.#node, {
      title: _('title'),
      kinds: ['rectangle', 'polygon'],
      columns: [
        {
          name: 'name',
          label: _('name'),
          width: 16,
          fresh: (shown) => _('fresh', { number: shown.length + 1 }),
          problem: (value) => {
            const problem = nameProblem(value, [])
            return problem === undefined ? undefined : _(problem)
          },
        },
      ],
      rows: this.#regions.map(({ key, name, shape }) => ({ key, shape, cells: { name } })),
      notes: (shown) => {
        const names = shown.map(({ cells }) => cells['name'])
        return names.map((name) =>
          names.filter((other) => other === name).length > 1 ? _('taken') : '',
        )
      },
      onDone: (rows) => {
        this.#regions = rows.map(({ key, shape, cells: { name = '' } }) => ({ key, name, shape }))
        this.#stored = this.#regions
        this.#show()
        this.#onChange()
      },
    })
  }

  #show(): void {
    const keys = [...new Set(this.#regions.map(({ key }) => key))].sort()
    const lines = keys.map((key) => {
      const names = this.#regions.filter((region) => region.key === key).map(({ name }) => name)
      const text = names.join(', ')
      return key === '' ? text : this.#node._('depth-measure.regions.of', { key, names: text })
    })
    const shown = lines.length === 0 ? [this.#node._('depth-measure.regions.none')] : lines
    this.#list.empty().append(shown.map((line) => $('<div>').text(line)))
    const problem = problemOf(this.#stored)
    if (problem === undefined) return
    this.#list.append($('<div class="depth-measure-problem" role="alert">').text(problem))
  }
}

function problemOf(stored: unknown): string | undefined {
  try {
    regionsSetting(stored)
    return undefined
  } catch (thrown) {
    return messageOf(thrown)
  }
}
