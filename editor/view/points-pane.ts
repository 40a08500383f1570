import type { CloudView } from '../depth-points'
import type { Translate } from '../translate'
import type { ViewSummary } from './api'
import { cloudOf } from './cloud'
import { loadPoints } from './load-points'
import type { ShownDepth } from './shown-depth'

/** The point cloud of the tray; what draws it is loaded when it is first asked for. */
export class PointsPane {
  readonly element = $('<div class="depth-view-points">').hide()
  readonly #_: Translate
  #view: CloudView | undefined
  #isClosed = false

  constructor(translate: Translate) {
    this.#_ = translate
  }

  async show(summary: ViewSummary, image: ImageBitmap, depth: ShownDepth): Promise<void> {
    const cloud = cloudOf(summary, image, depth)
    try {
      const { CloudView: View } = await loadPoints()
      if (this.#isClosed) return
      this.#view ??= this.#open(new View(this.#_('depth-view.points.surface')))
      this.#view.show(cloud)
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown)
      this.element.text(this.#_('depth-view.points.failed', { reason }))
    }
  }

  close(): void {
    this.#isClosed = true
    this.#view?.close()
  }

  #open(view: CloudView): CloudView {
    const reset = $('<button type="button" class="red-ui-button red-ui-button-small">')
      .text(this.#_('depth-view.points.reset'))
      .on('click', () => view.reset())
    this.element.empty().append(view.element, reset)
    return view
  }
}
