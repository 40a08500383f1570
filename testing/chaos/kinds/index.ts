import { floods } from './floods'
import { images } from './images'
import { kills } from './kills'
import type { Kind } from './kind'
import { messages } from './messages'
import { redeploys } from './redeploys'

/** Every kind of chaos. */
export const kinds: Readonly<Record<string, Kind>> = { images, messages, floods, kills, redeploys }
