import { freshAlarm } from '../../nodes/depth-measure/alarms-setting'
import { defaultConfig } from '../../nodes/depth-measure/config'
import { viewFlow } from './view-flow'

const cup = {
  kind: 'rectangle',
  points: [
    { x: 0.29, y: 0.03 },
    { x: 0.69, y: 0.74 },
  ],
}

/** The flow of `viewFlow` with measure depth in place of view depth: a region, and an alarm on it. */
export function measureFlow(): readonly object[] {
  return viewFlow({
    type: 'depth-measure',
    ...defaultConfig,
    regions: [{ key: 'garden', name: 'cup', shape: cup }],
    alarms: [{ ...freshAlarm, name: 'too near', target: 'cup', limit: 0.5, unit: 'nearness' }],
    wires: [[], []],
  })
}
