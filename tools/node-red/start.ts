import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { nodeRedPackage } from './line'

const startLimitMs = 60_000
const pollMs = 100
const logTailBytes = 8000

export interface StartOptions {
  /** The nodes of flows.json. */
  readonly flow: readonly object[]
  /** What settings.js holds besides; values that JSON can carry. */
  readonly settings?: Readonly<Record<string, unknown>>
  /** Folders of packages to be linked into the user directory's node_modules. */
  readonly packages: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Of 127.0.0.1; a free one if not set. */
  readonly port?: number
}

/**
 * A real Node-RED (`red.js`) in a process and a temporary user directory of its own, on a free
 * loopback port.
 */
export class RunningNodeRed {
  private constructor(
    readonly url: string,
    readonly userDir: string,
    readonly process: ChildProcess,
    readonly log: () => string,
    readonly env: Readonly<Record<string, string>>,
  ) {}

  /** Resolves once the flows run. @throws Error with the end of Node-RED's log when they do not */
  static async start(options: StartOptions): Promise<RunningNodeRed> {
    const userDir = await mkdtemp(join(tmpdir(), 'depth-node-red-'))
    const port = options.port ?? (await freePort())
    await writeUserDir(userDir, port, options)
    return RunningNodeRed.#run(userDir, port, options.env)
  }

  /** Kills Node-RED as a power failure would, and starts it again in the same user directory. */
  async killAndRestart(): Promise<RunningNodeRed> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve))
    this.process.kill('SIGKILL')
    await ended
    return RunningNodeRed.#run(this.userDir, Number(new URL(this.url).port), this.env)
  }

  static async #run(
    userDir: string,
    port: number,
    env: Readonly<Record<string, string>> = {},
  ): Promise<RunningNodeRed> {
    const red = join(dirname(require.resolve(`${nodeRedPackage()}/package.json`)), 'red.js')
    const child = spawn(process.execPath, [red, '--userDir', userDir], {
      cwd: userDir,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    })
    let log = ''
    const keep = (chunk: Buffer) => (log = (log + chunk.toString()).slice(-logTailBytes))
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const url = `http://127.0.0.1:${port}/`
    const running = new RunningNodeRed(url, userDir, child, () => log, env)
    try {
      await running.#untilFlowsRun()
      return running
    } catch (error) {
      await running.stop()
      throw error
    }
  }

  /** Presses the button of an inject node. */
  async inject(id: string): Promise<void> {
    const response = await fetch(new URL(`inject/${id}`, this.url), { method: 'POST' })
    if (!response.ok) throw new Error(`inject node ${id} answered ${response.status}`)
  }

  /** Ends Node-RED as its service manager would, and removes the user directory. */
  async stop(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const ended = new Promise((resolve) => this.process.once('exit', resolve))
      this.process.kill('SIGTERM')
      await ended
    }
    await rm(this.userDir, { recursive: true, force: true })
  }

  async #untilFlowsRun(): Promise<void> {
    const deadline = performance.now() + startLimitMs
    while (!this.log().includes('Started flows')) {
      if (this.process.exitCode !== null || performance.now() > deadline) {
        throw new Error(`Node-RED did not start. The end of its log:\n${this.log()}`)
      }
      await sleep(pollMs)
    }
  }
}

/** Writes settings.js, flows.json and the packages of a Node-RED that is to be started. */
export async function writeUserDir(
  userDir: string,
  port: number,
  options: StartOptions,
): Promise<void> {
  const settings = {
    uiHost: '127.0.0.1',
    uiPort: port,
    flowFile: 'flows.json',
    credentialSecret: false,
    telemetry: { enabled: false, updateNotification: false },
    editorTheme: { tours: false },
    ...options.settings,
  }
  await writeFile(join(userDir, 'settings.js'), `module.exports = ${JSON.stringify(settings)}`)
  await writeFile(join(userDir, 'flows.json'), JSON.stringify(options.flow))
  const dependencies: Record<string, string> = {}
  for (const folder of options.packages) {
    const { name, version } = await readPackage(folder)
    dependencies[name] = version
    const installed = join(userDir, 'node_modules', name)
    await mkdir(dirname(installed), { recursive: true })
    // A junction needs no special right on Windows; elsewhere the type is ignored.
    await symlink(folder, installed, 'junction')
  }
  await writeFile(join(userDir, 'package.json'), JSON.stringify({ name: 'demo', dependencies }))
}

async function readPackage(folder: string): Promise<{ name: string; version: string }> {
  const text = await readFile(join(folder, 'package.json'), 'utf8')
  return JSON.parse(text) as { name: string; version: string }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
