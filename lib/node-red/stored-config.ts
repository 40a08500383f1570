import type { NodeDef } from 'node-red'
import { DepthError } from '../errors'
import { currentVersion, migrate, versionOf, type Migrations, type Stored } from './migrations'

/** Settings as a dialog stores them, with the version of their meaning. */
export interface VersionedConfig extends NodeDef {
  readonly configVersion: number
}

/** The settings of a fresh node. */
export type Defaults<Config extends VersionedConfig> = Omit<Config, keyof NodeDef>

/**
 * The settings of a node as this version of the package has them. Those of an earlier version are
 * migrated; what a flow lacks is as in a fresh dialog.
 *
 * @param defaults what the dialog of a fresh node stores
 * @throws DepthError CONFIG_INVALID when the flow was made by a later version
 */
export function storedConfig<Config extends VersionedConfig>(
  stored: Config,
  defaults: Defaults<Config>,
  migrations: Migrations,
): Config {
  const known = currentVersion(migrations)
  const settings = stored as unknown as Stored
  const version = versionOf(settings)
  if (version > known) {
    throw new DepthError(
      'CONFIG_INVALID',
      `The settings of this node were made by a later version of the package (${version} where ` +
        `this one knows up to ${known}). Update @node-red-depth/depth-anything.`,
    )
  }
  const migrated = migrate(settings, migrations) as unknown as Config
  return { ...defaults, ...migrated, configVersion: known }
}
