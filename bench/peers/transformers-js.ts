import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** One image for transformers.js: to a depth value, or on to a gray PNG at level 6. */
export interface PeerRequest {
  readonly file: string
  readonly asPng: boolean
  readonly withLoopDelays?: boolean
}

export interface PeerResult {
  /** Wall time without that of `session.run`, in milliseconds. */
  readonly overheadMs: number
  /** In base64, if it was requested. */
  readonly png?: string
  /** See loop-delays.ts; empty unless requested. */
  readonly loopDelays: readonly number[]
}

/** Runs work with transformers.js and a graph in a separate process. */
export async function withTransformersJs<T>(
  graph: string,
  work: (run: (request: PeerRequest) => Promise<PeerResult>) => Promise<T>,
): Promise<T> {
  const peer = fork(join(__dirname, 'transformers-js-process.ts'), [graph], {
    execArgv: ['--require', 'tsx/cjs'],
  })
  const ended = once(peer, 'exit').then(() => Promise.reject(new Error('transformers.js ended')))
  ended.catch(() => undefined)
  try {
    return await work(async (request) => {
      peer.send(request)
      const [answer] = (await Promise.race([once(peer, 'message'), ended])) as [PeerResult]
      return answer
    })
  } finally {
    peer.kill()
  }
}
