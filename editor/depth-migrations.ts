import { currentVersion, migrate, versionOf } from '../lib/node-red/migrations'
import { migrationsOf } from './migrations-of'

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
