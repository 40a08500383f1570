import type { DialogNode } from '../lists'
import type { ViewSummary } from '../view/api'
import { viewWatch } from '../view/watch'

/** What the routes of nodes/depth-measure/references.ts answer. */
interface Answer {
  readonly taken: string | null
}

const route = 'depth-measure/reference'

/** The keys that a node has had frames of, each with a button that takes its last frame as empty map. */
export class EmptyMapsField {
  readonly #node: DialogNode & { readonly id: string }
  readonly #list = $('#depth-measure-references')
  readonly #rows = new Map<string, JQuery>()
  readonly #stop: () => void

  constructor(node: DialogNode & { readonly id: string }) {
    this.#node = node
    this.#list.text(this.#text('waiting'))
    this.#stop = viewWatch.listen(() => this.#update())
    this.#update()
  }

  close(): void {
    this.#stop()
  }

  #update(): void {
    // The dialog's Delete button closes it without calling the node.
    if (!RED.editor.getEditStack().some(({ id }) => id === this.#node.id)) {
      this.close()
      return
    }
    for (const frame of viewWatch.framesOf(this.#node.id)) {
      if (this.#rows.has(frame.key)) continue
      if (this.#rows.size === 0) this.#list.empty()
      const row = this.#row(frame)
      this.#rows.set(frame.key, row)
      this.#list.append(row)
    }
  }

  #row(frame: ViewSummary): JQuery {
    const state = $('<span role="status">')
    const fields = { node: frame.node, key: frame.key }
    const show = (answer: PromiseLike<unknown>) => {
      answer.then(
        (found) => state.text(this.#stateText(found as Answer)),
        (thrown: unknown) => state.text(this.#text('failed', { reason: reasonOf(thrown) })),
      )
    }
    const take = $('<button type="button" class="red-ui-button">')
      .text(this.#text('take'))
      .on('click', () =>
        show(
          $.ajax(route, {
            method: 'POST',
            contentType: 'application/json',
            data: JSON.stringify(fields),
          }),
        ),
      )
    show($.ajax(route, { data: fields }))
    const name = frame.key === '' ? this.#text('noKey') : frame.key
    return $('<div class="depth-measure-reference">').append($('<b>').text(name), take, state)
  }

  #stateText({ taken }: Answer): string {
    if (taken === null) return this.#text('none')
    return this.#text('taken', { time: new Date(taken).toLocaleString() })
  }

  #text(key: string, values: Readonly<Record<string, string>> = {}): string {
    return this.#node._(`depth-measure.empty.${key}`, values)
  }
}

function reasonOf(thrown: unknown): string {
  const answer = thrown as JQuery.jqXHR
  const { message } = (answer.responseJSON ?? {}) as { readonly message?: string }
  return message ?? answer.statusText
}
