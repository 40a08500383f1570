/** Settings as a flow holds them. The editor migrates them too, so nothing here may need Node. */
export type Stored = Readonly<Record<string, unknown>>

/** Turns the settings of one version into those of the next. */
export type Migration = (old: Stored) => Stored

/** The migrations of a node, in order: the first one takes settings of version 1. */
export type Migrations = readonly Migration[]

/** The version of settings that have been through all migrations. */
export function currentVersion(migrations: Migrations): number {
  return migrations.length + 1
}

/** The version of stored settings; settings without one count as those of the first version. */
export function versionOf({ configVersion }: Stored): number {
  return Number.isInteger(configVersion) ? Math.max(1, Number(configVersion)) : 1
}

/** Stored settings in the current version; settings of a later version stay as they are. */
export function migrate(stored: Stored, migrations: Migrations): Stored {
  const pending = migrations.slice(versionOf(stored) - 1)
  if (pending.length === 0) return stored
  const migrated = pending.reduce((settings, migration) => migration(settings), stored)
  return { ...migrated, configVersion: currentVersion(migrations) }
}

/**
 * A setting under a new name. An old value wins over one that stands under the new name already:
 * on import the editor fills in the defaults before anything is migrated.
 */
export function renameSetting(oldName: string, newName: string): Migration {
  return ({ [oldName]: value, ...rest }) =>
    value === undefined ? rest : { ...rest, [newName]: value }
}
