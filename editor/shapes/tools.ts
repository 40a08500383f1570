import type { ShapeKind } from '../../lib/depth/geometry/shape'
import type { Translate } from '../translate'

interface ToolOptions {
  readonly translate: Translate
  readonly onKind: () => void
  /** The newest image is asked for. */
  readonly onNewest: () => void
  /** What the image shows at all shapes is to be kept. */
  readonly onLookAgain?: () => void
}

/** What is drawn next, and a button for the newest image. */
export class ShapeTools {
  readonly element = $('<div class="depth-shapes-tools">')
  readonly #kinds: readonly ShapeKind[]

  constructor(
    kinds: readonly ShapeKind[],
    { translate, onKind, onNewest, onLookAgain }: ToolOptions,
  ) {
    this.#kinds = kinds
    const choice = $('<span class="depth-shapes-kinds" role="radiogroup">')
      .attr('aria-label', translate('depth-view.shapes.draw'))
      .on('change', onKind)
    for (const [index, kind] of kinds.entries()) {
      const input = $('<input type="radio" name="depth-shapes-kind">').val(kind)
      const text = $('<span>').text(translate(`depth-view.shapes.${kind}`))
      choice.append($('<label>').append(input.prop('checked', index === 0), text))
    }
    this.element.append(
      $('<span>').text(translate('depth-view.shapes.draw')).attr('aria-hidden', 'true'),
      choice,
      button('refresh', translate('depth-view.shapes.newest'), onNewest),
    )
    if (onLookAgain === undefined) return
    this.element.append(button('eye', translate('depth-view.shapes.lookAgain'), onLookAgain))
  }

  /** The kind of shape that is drawn. */
  get kind(): ShapeKind {
    const chosen = this.element.find(':checked').val()
    return this.#kinds.find((kind) => kind === chosen) ?? this.#kinds[0] ?? 'point'
  }
}

function button(icon: string, text: string, onClick: () => void): JQuery {
  return $('<button type="button" class="red-ui-button">')
    .append($('<i>').addClass(`fa fa-${icon}`), ' ', $('<span>').text(text))
    .on('click', onClick)
}
