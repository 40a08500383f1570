import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** The model and the input of a bare session. */
export interface BareSessionOptions {
  readonly file: string
  readonly width: number
  readonly height: number
  /** Passed on to `InferenceSession.create`. */
  readonly session?: Readonly<Record<string, unknown>>
}

/** Does `count` runs one after the other; returns the milliseconds. */
export type RunLoop = (count: number) => Promise<number>

/**
 * Runs work with a process that only calls `session.run` on one tensor: onnxruntime-node without this
 * package.
 */
export async function withBareSession<T>(
  options: BareSessionOptions,
  work: (loop: RunLoop, createMs: number) => Promise<T>,
): Promise<T> {
  const peer = fork(join(__dirname, 'bare-session-process.ts'), [JSON.stringify(options)], {
    execArgv: ['--require', 'tsx/cjs'],
  })
  const ended = once(peer, 'exit').then(() => Promise.reject(new Error('the bare session ended')))
  ended.catch(() => undefined)
  const answer = async () => {
    const [milliseconds] = (await Promise.race([once(peer, 'message'), ended])) as [number]
    return milliseconds
  }
  try {
    const createMs = await answer()
    return await work((count) => {
      peer.send(count)
      return answer()
    }, createMs)
  } finally {
    peer.kill()
  }
}
