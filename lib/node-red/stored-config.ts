import type { NodeDef } from 'node-red'
import { DepthError } from '../errors'

/** Settings as a dialog stores them, with the version of their meaning. */
export interface VersionedConfig extends NodeDef {
  readonly configVersion: number
}

/**
 * The settings of a node as this version of the package has them: what a flow made by an earlier
 * version or by hand lacks is as in a fresh dialog. When a setting changes its meaning, the version
 * goes up and settings of a lower one are turned into the new ones here.
 *
 * @param defaults what the dialog of a fresh node stores
 * @throws DepthError CONFIG_INVALID when the flow was made by a later version
 */
export function storedConfig<Config extends VersionedConfig>(
  stored: Config,
  defaults: Omit<Config, keyof NodeDef>,
): Config {
  const known = defaults.configVersion
  if (stored.configVersion > known) {
    throw new DepthError(
      'CONFIG_INVALID',
      `The settings of this node were made by a later version of the package (${stored.configVersion} ` +
        `where this one knows up to ${known}). Update @node-red-depth/depth-anything.`,
    )
  }
  return { ...defaults, ...stored, configVersion: known }
}
