import type { Option } from '../lists'
import type { Translate } from '../translate'
import type { ViewSummary } from './api'

/** The node of the editor that a frame belongs to: inside a subflow, it stands for all instances. */
export function editorNodeOf({ node, subflow }: ViewSummary): string {
  return subflow?.node ?? node
}

/** Names what a frame is the last one of: a running node and a key. */
export function sourceOf({ node, key }: ViewSummary): string {
  return JSON.stringify([node, key])
}

/** What people call it: the instance of the subflow that it comes from, where it does, and its key. */
export function sourceName({ key, subflow }: ViewSummary): string {
  const instances = (subflow?.instances ?? []).map(
    ({ id, name, subflow: template }) => name || (RED.nodes.subflow(template)?.name ?? id),
  )
  return [instances.join(' / '), key].filter((part) => part !== '').join(' · ')
}

/** The choices between sources, by name; those of one name are numbered. */
export function sourceOptions(frames: readonly ViewSummary[], translate: Translate): Option[] {
  const seen = new Map<string, number>()
  return frames
    .map((frame) => [sourceOf(frame), sourceName(frame)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([source, name]): Option => {
      const count = (seen.get(name) ?? 0) + 1
      seen.set(name, count)
      const label = name === '' ? translate('depth-view.shapes.noKey') : name
      return [source, count === 1 ? label : `${label} (${count})`]
    })
    .sort(([, a], [, b]) => a.localeCompare(b))
}
