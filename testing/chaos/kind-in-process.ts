import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Report } from './run-kind'

/** Until Node-RED runs, all messages have their fate and all processes have ended. */
const extraSeconds = 120
const keptLogCharacters = 4000

/**
 * Runs a kind of chaos in a process of its own: what ends or stops Node-RED ends that process.
 *
 * @throws Error with the end of its log where it crashed or hung
 */
export async function kindInProcess(name: string, seed: number, seconds: number): Promise<Report> {
  const script = join(__dirname, 'run-kind-process.ts')
  const args = ['--import', 'tsx', script, name, String(seed), String(seconds)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let log = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on(
    'data',
    (chunk: Buffer) => (log = (log + chunk.toString()).slice(-keptLogCharacters)),
  )
  const timer = setTimeout(() => child.kill('SIGKILL'), 1000 * (seconds + extraSeconds))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  clearTimeout(timer)
  if (code !== 0)
    throw new Error(`${code === null ? 'it hung, or was killed' : `it ended with ${code}`}\n${log}`)
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Report
}
