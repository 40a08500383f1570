import type { DialogNode } from '../lists'
import type { Translate } from '../translate'

/** Looks up texts of view depth, which the dialogs of other nodes that show images use too. */
export function viewTexts(node: Pick<DialogNode, '_'>): Translate {
  return (key, values) => node._(`@node-red-depth/depth-anything/depth-view:${key}`, values)
}
