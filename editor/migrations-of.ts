import type { Migrations } from '../lib/node-red/migrations'
import { migrations as calibrate } from '../nodes/depth-calibrate/migrations'
import { migrations as camera } from '../nodes/depth-camera/migrations'
import { migrations as exportDepth } from '../nodes/depth-export/migrations'
import { migrations as importDepth } from '../nodes/depth-import/migrations'
import { migrations as infer } from '../nodes/depth-infer/migrations'
import { migrations as loadImage } from '../nodes/depth-load-image/migrations'
import { migrations as measure } from '../nodes/depth-measure/migrations'
import { migrations as render } from '../nodes/depth-render/migrations'
import { migrations as server } from '../nodes/depth-server/migrations'
import { migrations as stabilize } from '../nodes/depth-stabilize/migrations'
import { migrations as store } from '../nodes/depth-store/migrations'
import { migrations as stream } from '../nodes/depth-stream/migrations'
import { migrations as timing } from '../nodes/depth-timing/migrations'
import { migrations as view } from '../nodes/depth-view/migrations'

/** The migrations of each node, by its type. */
export const migrationsOf: Readonly<Record<string, Migrations>> = {
  'depth-calibrate': calibrate,
  'depth-camera': camera,
  'depth-export': exportDepth,
  'depth-import': importDepth,
  'depth-infer': infer,
  'depth-load-image': loadImage,
  'depth-measure': measure,
  'depth-render': render,
  'depth-server': server,
  'depth-stabilize': stabilize,
  'depth-store': store,
  'depth-stream': stream,
  'depth-timing': timing,
  'depth-view': view,
}
