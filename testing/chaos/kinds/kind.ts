import type { Arena, Changes } from '../arena'
import type { Fate } from '../books'
import type { Random } from '../random'

/** One kind of chaos: a row of the table in index.ts. */
export interface Kind {
  /** Changes to the nodes of the flow, by id. */
  readonly flow: Changes
  /** What may become of its messages. */
  readonly fates: readonly Fate[]
  /** Sends messages until `over`, all from `random`. */
  readonly run: (arena: Arena, random: Random, over: () => boolean) => Promise<void>
}
