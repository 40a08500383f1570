import { CanvasView } from './canvas-view'
import { isView } from './view-node'
import { viewWatch } from './watch'

/** What the hooks of the canvas hand out. */
interface HookEvent {
  readonly node: EditorNode
  readonly el: SVGGElement
}

/**
 * The images under the nodes of the canvas. The editor draws the nodes of one flow at a time; the
 * images of the others are kept, so that they are there at once when their flow comes back.
 */
class Canvas {
  readonly #views = new Map<string, CanvasView>()
  readonly #inSight = new Set<string>()
  #stopListening: (() => void) | undefined

  start(): void {
    this.stop()
    RED.hooks.add('viewAddNode.depth-view', ({ node, el }) => this.#add({ node, el }))
    RED.hooks.add('viewRedrawNode.depth-view', ({ node, el }) => {
      if (!isView(node)) return
      const view = this.#views.get(node.id)
      // A node that was deleted and is back before the canvas was drawn is not added again.
      if (view === undefined) this.#add({ node, el })
      else view.place(node)
    })
    RED.hooks.add('viewRemoveNode.depth-view', ({ node }) => this.#lose(node.id))
    RED.events.on('nodes:remove', this.#remove)
  }

  stop(): void {
    RED.hooks.remove('*.depth-view')
    RED.events.off('nodes:remove', this.#remove)
    for (const view of this.#views.values()) view.close()
    this.#views.clear()
    for (const id of this.#inSight) this.#lose(id)
  }

  #add({ node, el }: HookEvent): void {
    if (!isView(node)) return
    const view = this.#views.get(node.id) ?? new CanvasView(node)
    this.#views.set(node.id, view)
    el.append(view.element)
    this.#inSight.add(node.id)
    this.#stopListening ??= viewWatch.listen((nodes) => {
      for (const id of this.#inSight) if (nodes.has(id)) void this.#views.get(id)?.refresh()
    })
    view.place(node)
    void view.refresh()
  }

  #lose(id: string): void {
    if (!this.#inSight.delete(id) || this.#inSight.size > 0) return
    this.#stopListening?.()
    this.#stopListening = undefined
  }

  readonly #remove = ({ id }: EditorNode): void => {
    this.#views.get(id)?.close()
    this.#views.delete(id)
    this.#lose(id)
  }
}

export const canvas = new Canvas()
