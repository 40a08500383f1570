import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import type { ExampleNode } from '../../tools/examples/example-flow'
import { freePort } from '../../tools/node-red'
import { until } from '../process/until'

const host = '127.0.0.1'
/** Debian has it where only root looks. */
const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` }

/** A message as a client of mosquitto's own got it. */
interface Heard {
  readonly topic: string
  readonly payload: Buffer
}

/** Debian's mosquitto on a loopback port, which keeps nothing on disk. */
export class Broker {
  private constructor(
    readonly port: number,
    readonly folder: string,
    readonly process: ChildProcess,
  ) {}

  static async start(port?: number): Promise<Broker> {
    const at = port ?? (await freePort())
    const folder = await mkdtemp(join(tmpdir(), 'depth-broker-'))
    const file = join(folder, 'mosquitto.conf')
    await writeFile(file, `listener ${at} ${host}\nallow_anonymous true\npersistence false\n`)
    const broker = new Broker(
      at,
      folder,
      spawn('mosquitto', ['-c', file], { env, stdio: 'ignore' }),
    )
    await until(() => broker.#answers())
    return broker
  }

  /** The nodes of an example, with this broker. */
  of(nodes: readonly ExampleNode[]): ExampleNode[] {
    return nodes.map((node) =>
      node.type === 'mqtt-broker'
        ? ({ ...node, broker: host, port: String(this.port) } as ExampleNode)
        : node,
    )
  }

  async publish(topic: string, payload: Buffer | string): Promise<void> {
    const file = join(this.folder, 'payload')
    await writeFile(file, payload)
    const where = ['-h', host, '-p', String(this.port), '-t', topic]
    await promisify(execFile)('mosquitto_pub', [...where, '-f', file], { env })
  }

  /** Hands each message of a topic filter to a listener, retained ones first, until it is closed. */
  subscribe(filter: string, heard: (message: Heard) => void): { close: () => Promise<void> } {
    const where = ['-h', host, '-p', String(this.port), '-t', filter]
    const client = spawn('mosquitto_sub', [...where, '-F', '%t %x'], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    createInterface(client.stdout).on('line', (line) => {
      const [topic = '', payload = ''] = line.split(' ')
      heard({ topic, payload: Buffer.from(payload, 'hex') })
    })
    return { close: () => ended(client) }
  }

  async stop(): Promise<void> {
    await ended(this.process)
    await rm(this.folder, { recursive: true })
  }

  #answers(): Promise<true | undefined> {
    return new Promise((resolve) => {
      const socket = connect(this.port, host)
      const settle = (answer: true | undefined) => {
        socket.destroy()
        resolve(answer)
      }
      socket.once('connect', () => settle(true)).once('error', () => settle(undefined))
    })
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}
