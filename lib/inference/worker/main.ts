import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { toDepthError } from '../../errors'
import { lowerPriority } from '../../low-priority'
import { packetSocket, PacketReader, writePacket } from '../packets'
import type { Reply, Request } from '../protocol'
import { becomeFirstVictim } from './first-victim'
import { ModelSession } from './session'

/**
 * The process of one model. Node-RED talks to it over the pipe at descriptor 3. It ends with Node-RED
 * (see watchdog.ts) or by SIGKILL: it has nothing to clean up.
 */
const packetFd = 3

process.on('uncaughtException', (error) => {
  writeSync(process.stderr.fd, `${error.message}\n`)
  endAtOnce()
})

new Worker(join(__dirname, 'watchdog.js')).unref()

// Before the first native thread starts: on Linux, threads inherit the priority, and a later call would
// not reach them.
lowerPriority()
becomeFirstVictim()

let session: ModelSession | undefined

const reader = new PacketReader<Request>((request, payload) => {
  const arrived = performance.now()
  handle(request, payload, arrived).catch((thrown: unknown) => {
    const { code, message } = toDepthError(thrown, 'INFERENCE_FAILED')
    reply({ type: 'failed', code, message })
  })
})

const pipe = packetSocket({ fd: packetFd }, reader)
pipe.on('error', endAtOnce)

async function handle(request: Request, payload: Uint8Array, arrived: number): Promise<void> {
  if (request.type === 'load') {
    session = await ModelSession.load(request, (provider) => reply({ type: 'trying', provider }))
    const { provider, rejectedProviders, signature } = session
    const memoryBytes = process.memoryUsage.rss()
    reply({ type: 'loaded', provider, rejectedProviders, signature, memoryBytes })
    return
  }
  if (session === undefined) throw new Error('a run was requested before a model was loaded')
  const { data, ...result } = await session.run(request, payload)
  const memoryBytes = process.memoryUsage.rss()
  reply(
    { type: 'result', ...result, memoryBytes, totalMs: performance.now() - arrived },
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  )
}

function reply(header: Reply, payload?: Uint8Array): void {
  writePacket(pipe, header, payload)
}

/** A normal exit would wait for the watchdog's thread, which waits for Node-RED to end. */
function endAtOnce(): void {
  process.kill(process.pid, 'SIGTERM')
}
