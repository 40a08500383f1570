import { setTimeout as sleep } from 'node:timers/promises'
import { scene } from '../../frames/scenes'
import { deploymentTypes } from '../embedded-node-red'
import type { Kind } from './kind'

/** Flows are deployed again and again while images are on their way. */
export const redeploys: Kind = {
  flow: {},
  fates: ['sent', 'failed', 'dropped', 'closed'],
  run: async (arena, random, over) => {
    const payload = await scene(160, 120).jpeg().toBuffer()
    while (!over()) {
      const sent = random.int(40)
      for (let n = 0; n < sent; n++) {
        arena.send((_msgid) => ({ _msgid, payload }), 'an image, while flows are deployed')
        if (random.chance(0.2)) await sleep(random.int(20))
      }
      const infer = { model: random.pick(['tiny-v1', 'tiny-v2']), threads: random.int(3) }
      const load = { atOnce: 1 + random.int(3) }
      await arena.deploy({ infer, load }, random.pick(deploymentTypes))
    }
    await arena.recover(payload)
  },
}
