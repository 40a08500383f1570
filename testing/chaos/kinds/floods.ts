import { scene } from '../../frames/scenes'
import type { Random } from '../random'
import { queueModes } from '../../../lib/queue/queue-modes'
import type { Message } from '../embedded-node-red'
import type { Kind } from './kind'

/** What the messages of a flood have besides an image. */
const traits: Readonly<Record<string, (n: number) => Message>> = {
  'of one topic': () => ({ topic: 'door' }),
  'of 500 topics': (n) => ({ topic: `camera ${n % 500}` }),
  'with res': () => ({ topic: 'door', res: {} }),
  'with parts': (n) => ({ topic: 'door', parts: { id: 'p', index: n } }),
  'of numbered topics': (n) => ({ topic: n % 7 }),
}

function queue(random: Random) {
  return { queue: random.pick(queueModes), queueLimit: 1 + random.int(200) }
}

/** More messages at once than the nodes can take, with other queues for each flood. */
export const floods: Kind = {
  flow: {},
  fates: ['sent', 'failed', 'dropped'],
  run: async (arena, random, over) => {
    const jpeg = await scene(160, 120).jpeg().toBuffer()
    while (!over()) {
      const load = { ...queue(random), atOnce: 1 + random.int(8) }
      const infer = queue(random)
      await arena.deploy({ load, infer }, 'full')
      const trait = random.pick(Object.keys(traits))
      const label = `a flood ${trait}, load ${JSON.stringify(load)}, infer ${JSON.stringify(infer)}`
      const messages = 200 + random.int(1800)
      for (let n = 0; n < messages; n++) {
        // Each with bytes of its own, as a camera sends them.
        const payload = Buffer.from(jpeg)
        arena.send((_msgid) => ({ _msgid, payload, ...traits[trait]?.(n) }), `${label}, no. ${n}`)
        if (random.chance(0.01)) await new Promise((resolve) => setImmediate(resolve))
      }
      await arena.atMost(0)
    }
  },
}
