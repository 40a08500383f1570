import { unusableModes, type UnusableMode } from '../image/unusable/modes'
import { number, oneOf, when } from './checks'

/** The settings for images that cannot be trusted, as dialogs store them. */
export interface UnusableConfig {
  readonly unusable: UnusableMode
  /** Seconds of the same bytes. */
  readonly frozenAfter: number | string
}

/** How each of them is read, by the names that dialogs have for them. */
export const unusableChecks = {
  unusable: oneOf('If unusable', unusableModes),
  frozenAfter: when(
    ({ unusable }: UnusableConfig) => unusable !== 'ignore',
    number('Frozen after', 0.1, 86_400),
  ),
}

/** How long the same bytes may come, in milliseconds; undefined where images are not judged. */
export function frozenMs(settings: {
  readonly frozenAfter: number | undefined
}): number | undefined {
  return settings.frozenAfter === undefined ? undefined : 1000 * settings.frozenAfter
}
