import type { Translate } from '../translate'
import { pointsText, shapeFrom } from './edit'
import type { ShapeRow, ShapeRows } from './rows'

/** A column of the list that the caller fills: a name, a distance in meters. */
export interface Column<Seen> {
  readonly name: string
  readonly label: string
  /** As many characters as a value usually has. */
  readonly width: number
  readonly isNumber?: boolean
  /** What a new row has there. */
  readonly fresh: (rows: readonly ShapeRow<Seen>[]) => string
  /** Says what is wrong with a value; undefined where nothing is. */
  readonly problem: (value: string) => string | undefined
}

interface ListOptions<Seen> {
  readonly rows: ShapeRows<Seen>
  readonly columns: readonly Column<Seen>[]
  /** What the caller says of each of the shown rows, below it. */
  readonly notes: () => readonly string[]
  /** What the caller says of all rows, below them. */
  readonly summary: () => string
  /** One of the shown rows has been moved by its numbers. */
  readonly onMoved: (index: number) => void
  readonly translate: Translate
}

/** The rows of the key that is shown, where everything can be changed by the keyboard. */
export class RowList<Seen> {
  readonly element = $('<div class="depth-shapes-list">')
  readonly #options: ListOptions<Seen>
  readonly #body = $('<tbody>')
  readonly #empty: JQuery
  readonly #summary = $('<p class="depth-shapes-summary" role="status">')

  constructor(options: ListOptions<Seen>) {
    this.#options = options
    const { columns, translate, rows } = options
    const titles = ['#', ...columns.map(({ label }) => label), translate('depth-view.shapes.place')]
    const head = $('<tr>').append(titles.map((title) => $('<th scope="col">').text(title)))
    this.#empty = $('<p>').text(translate('depth-view.shapes.empty'))
    this.element.append(
      $('<table>').append($('<thead>').append(head.append('<td>')), this.#body),
      this.#empty,
      this.#summary,
    )
    rows.listen((change) => {
      if (change === 'rows') this.#build()
      else this.refresh()
    })
    this.#build()
  }

  /** Shows what has changed of the rows that there are, but for the field that is typed into. */
  refresh(): void {
    const { rows, notes, summary } = this.#options
    const texts = notes()
    this.#summary.text(summary())
    rows.shown.forEach((row, index) => {
      const item = this.#body.children(`[data-row="${index}"]`)
      item.toggleClass('selected', index === rows.selected)
      const place = item.find('.depth-shapes-place')
      if (!place.is(':focus')) mark(place.val(pointsText(row.shape)), undefined)
      item.find('.depth-shapes-note').text(texts[index] ?? '')
    })
  }

  /** Puts the cursor into the first field of a row. */
  focus(index: number): void {
    this.#body.children(`[data-row="${index}"]`).find('input').first().trigger('focus')
  }

  #build(): void {
    const { rows, columns } = this.#options
    this.#body.empty()
    rows.shown.forEach((row, index) => {
      const items = [this.#fields(row, index), $('<tr>').append(noteCell(columns.length + 2))]
      for (const item of items) {
        item.attr('data-row', index).on('focusin pointerdown', () => rows.select(index))
        this.#body.append(item)
      }
    })
    this.element.find('table').toggle(rows.shown.length > 0)
    this.#empty.toggle(rows.shown.length === 0)
    this.refresh()
  }

  #fields(row: ShapeRow<Seen>, index: number): JQuery {
    const { rows, columns, translate } = this.#options
    const remove = $('<button type="button" class="red-ui-button red-ui-button-small">')
      .attr('aria-label', translate('depth-view.shapes.delete', { number: index + 1 }))
      .append('<i class="fa fa-trash">')
      .on('click', () => rows.remove(index))
    return $('<tr>').append(
      $('<th scope="row">').text(index + 1),
      columns.map((column) => $('<td>').append(this.#cell(column, row, index))),
      $('<td>').append(this.#place(row, index)),
      $('<td>').append(remove),
    )
  }

  #cell({ name, label, width, isNumber, problem }: Column<Seen>, row: ShapeRow<Seen>, at: number) {
    const { rows } = this.#options
    const input = $('<input type="text">')
      .attr({ 'aria-label': `${label} ${at + 1}`, ...(isNumber ? { inputmode: 'decimal' } : {}) })
      .addClass(`depth-shapes-${name}`)
      .css('width', `${width + 2}ch`)
      .val(row.cells[name] ?? '')
    const check = () => mark(input, problem(String(input.val())))
    input.on('input', () => {
      const cells = { ...rows.shown[at]?.cells, [name]: String(input.val()) }
      rows.change(at, { cells })
      check()
    })
    return check()
  }

  #place({ shape: { kind } }: ShapeRow<Seen>, index: number): JQuery {
    const { rows, onMoved, translate } = this.#options
    const input = $('<input type="text" class="depth-shapes-place">')
    input.attr('aria-label', `${translate('depth-view.shapes.place')} ${index + 1}`)
    input.on('input', () => {
      const shape = shapeFrom(kind, String(input.val()))
      mark(input, shape === undefined ? translate(`depth-view.shapes.bad.${kind}`) : undefined)
      if (shape === undefined) return
      rows.change(index, { shape })
      onMoved(index)
    })
    input.on('blur', () => this.refresh())
    return input
  }
}

/** Shows whether a field can be used as it is. */
function mark(input: JQuery, problem: string | undefined): JQuery {
  return input
    .toggleClass('input-error', problem !== undefined)
    .attr({ 'aria-invalid': String(problem !== undefined), title: problem ?? '' })
}

function noteCell(columns: number): JQuery {
  return $('<td class="depth-shapes-note">').attr('colspan', columns + 1)
}
