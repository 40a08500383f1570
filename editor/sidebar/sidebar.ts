import type { Translate } from '../translate'
import { watchSight } from './in-sight'
import { LastImages } from './last-images'
import { ModelList } from './model-list'
import { StateWatch } from './state-watch'
import { Timeline } from './timeline'

const id = 'depth'

/** Adds the tab "Depth" to the sidebar. While it is not in sight, nothing of it runs. */
export function addSidebar(plugin: EditorPlugin): void {
  const translate: Translate = (key, values) => {
    const full = `depth-sidebar.${key}`
    const text = plugin._(full, values)
    return text === full ? key : text
  }
  const models = new ModelList(translate)
  const timeline = new Timeline(translate)
  const images = new LastImages(translate)
  const silent = $('<p>').text(translate('silent')).hide()
  const element = $('<div class="depth-sidebar">').append(
    silent,
    section(translate('models.title'), models.element),
    section(translate('messages.title'), timeline.element),
    section(translate('images.title'), images.element),
  )
  const watch = new StateWatch((state) => {
    silent.toggle(state === undefined)
    if (state === undefined) return
    models.show(state.models)
    timeline.show(state.messages)
  })
  RED.sidebar.addTab({
    id,
    label: translate('title'),
    name: translate('title'),
    content: element,
    iconClass: 'fa fa-bar-chart',
    enableOnEdit: true,
    action: 'depth:show-sidebar',
  })
  RED.actions.add('depth:show-sidebar', () => RED.sidebar.show(id))
  for (const content of element.get()) {
    watchSight(content, (isInSight) => {
      watch.turn(isInSight)
      images.turn(isInSight)
    })
  }
}

function section(title: string, content: JQuery): JQuery {
  return $('<section>').append($('<h4>').text(title), content)
}
