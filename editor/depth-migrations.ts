import { currentVersion, migrate, versionOf, type Migrations } from '../lib/node-red/migrations'
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

const migrationsOf: Readonly<Record<string, Migrations>> = {
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

/**
 * Brings a node that the editor has just read to the current version. The editor saves what stands
 * in `defaults` and nothing else: an old name has to be listed there, without a value, to be read
 * at all, and its value has to move before the next deploy. Settings that the flow lacks get their
 * defaults, as they do at run time; a dialog would save them as empty otherwise.
 */
function migrateNode(added: EditorNode): void {
  const migrations = migrationsOf[added.type]
  if (migrations === undefined) return
  // The editor hands out a proxy, which refuses to change nodes of a locked flow.
  const node = added.__node__ ?? added
  const { defaults } = node._def
  const stored = Object.fromEntries(Object.keys(defaults).map((name) => [name, node[name]]))
  if (versionOf(stored) > currentVersion(migrations)) return
  const migrated = migrate(stored, migrations)
  for (const [name, { value }] of Object.entries(defaults)) node[name] = migrated[name] ?? value
}

// Each node's dialog loads this script, since any of them may be the only one that is enabled.
if (window.depthMigrations === undefined) {
  window.depthMigrations = true
  RED.events.on('nodes:add', migrateNode)
}
