import { freshSettings } from './stored-settings'
import { viewFlow } from './view-flow'

/** The flow of `viewFlow` with calibrate depth, under the id `calibrate`, before view depth. */
export function calibrateFlow(): readonly object[] {
  const calibrate = {
    id: 'calibrate',
    type: 'depth-calibrate',
    ...freshSettings('depth-calibrate'),
  }
  return [
    ...viewFlow().map((node) =>
      'id' in node && node.id === 'infer' ? { ...node, wires: [['calibrate']] } : node,
    ),
    { ...calibrate, z: 'flow', x: 420, y: 200, wires: [['view']] },
  ]
}
