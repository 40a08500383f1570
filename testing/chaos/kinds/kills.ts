import { setTimeout as sleep } from 'node:timers/promises'
import { scene } from '../../frames/scenes'
import type { Kind } from './kind'

const signals = ['SIGKILL', 'SIGSTOP', 'SIGTERM', 'SIGSEGV'] as const

/** The processes of models are killed or stopped while images run. */
export const kills: Kind = {
  flow: { infer: { timeLimit: 1.5 } },
  fates: ['sent', 'failed'],
  run: async (arena, random, over) => {
    const payload = await scene(160, 120).jpeg().toBuffer()
    while (!over()) {
      const sent = random.int(60)
      for (let n = 0; n < sent; n++) {
        arena.send((_msgid) => ({ _msgid, payload }), 'an image, while processes are killed')
        await sleep(random.int(8))
      }
      const [model] = arena.models
      if (model !== undefined) process.kill(model, random.pick(signals))
      await arena.atMost(20)
    }
    await arena.atMost(0)
    // One that was stopped while it loaded would have five minutes.
    for (const model of arena.models) process.kill(model, 'SIGKILL')
    await arena.recover(payload)
  },
}
