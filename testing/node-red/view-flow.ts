import { defaultConfig } from '../../nodes/depth-view/config'
import { inferNode } from './infer-flow'
import { loadImageNode } from './load-image-node'

/**
 * A flow that shows the depth of a sample image: an inject node `start` whose topic is the key, load
 * image, infer depth with a bundled model, and view depth under the id `view`.
 */
export function viewFlow(view: Record<string, unknown> = {}): readonly object[] {
  const place = { z: 'flow', y: 80 }
  return [
    { id: 'flow', type: 'tab', label: 'Depth' },
    { id: 'other', type: 'tab', label: 'Other' },
    {
      ...place,
      id: 'start',
      type: 'inject',
      name: 'start',
      props: [{ p: 'topic', vt: 'str' }],
      topic: 'garden',
      repeat: '',
      crontab: '',
      once: false,
      onceDelay: 0.1,
      x: 100,
      wires: [['load']],
    },
    {
      ...place,
      ...loadImageNode('load', [['infer']], { sourceType: 'sample', source: 'photo-coffee' }),
      x: 260,
    },
    {
      ...place,
      ...inferNode('infer', 'tiny-v2', [['view']], { modelType: 'catalog', device: 'auto' }),
      x: 420,
    },
    { ...place, id: 'view', type: 'depth-view', ...defaultConfig, name: '', x: 580, ...view },
  ]
}
