import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { packageRoot } from '../../package-root'

// Always the built file: a child process cannot rely on the loader that runs this one.
const guardFile = join(packageRoot, 'dist', 'lib', 'camera', 'ffmpeg', 'guard-process.js')

/**
 * Ends the processes of ffmpeg when Node-RED ends without doing so itself (a crash, SIGKILL). ffmpeg
 * does not notice: its standard input holds its script, and while a camera is silent it writes nothing.
 * One small process watches for all cameras, as long as there is one.
 */
class Guard {
  readonly #guarded = new Set<number>()
  #watcher: ChildProcess | undefined

  add(pid: number): void {
    this.#guarded.add(pid)
    if (this.#watcher === undefined) this.#start()
    else this.#watcher.stdin?.write(`+${pid}\n`)
  }

  remove(pid: number): void {
    if (!this.#guarded.delete(pid)) return
    this.#watcher?.stdin?.write(`-${pid}\n`)
    if (this.#guarded.size > 0) return
    this.#watcher?.stdin?.end()
    this.#watcher = undefined
  }

  #start(): void {
    const watcher = spawn(process.execPath, [guardFile], {
      stdio: ['pipe', 'ignore', 'ignore'],
      env: {},
      windowsHide: true,
    })
    this.#watcher = watcher
    watcher.stdin.on('error', () => undefined)
    watcher.on('error', () => undefined)
    watcher.once('exit', () => {
      if (this.#watcher !== watcher) return
      this.#watcher = undefined
      // Somebody ended it; the cameras still need one.
      if (this.#guarded.size > 0) this.#start()
    })
    watcher.unref()
    ;(watcher.stdin as unknown as { unref?: () => void }).unref?.()
    watcher.stdin.write([...this.#guarded].map((pid) => `+${pid}\n`).join(''))
  }
}

export const guard = new Guard()
