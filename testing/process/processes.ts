import { execFileSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

/** The model processes that a process has started, newest first. */
export function childrenOf(parent: number): readonly number[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter(
      (row) => Number(row?.[2]) === parent && row?.[3]?.includes('inference/worker/main') === true,
    )
    .map((row) => Number(row?.[1]))
    .sort((a, b) => b - a)
}

/** Every process below another one, with the name of its program. */
export function descendantsOf(ancestor: number): readonly { pid: number; program: string }[] {
  const all = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,comm='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .map((row) => ({ pid: Number(row?.[1]), parent: Number(row?.[2]), program: row?.[3] ?? '' }))
  const below = (parent: number): typeof all =>
    all.filter((row) => row.parent === parent).flatMap((row) => [row, ...below(row.pid)])
  return below(ancestor)
}

/** Resident memory of a process in megabytes. */
export function residentMB(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)])) / 1024
}

/** Whether a process runs; one that has ended and waits for its parent does not. */
export function isAlive(pid: number): boolean {
  try {
    const state = execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
    return !state.startsWith('Z')
  } catch {
    return false
  }
}

/** Resolves once a process is gone. @throws Error when it is there after the limit */
export async function untilGone(pid: number, limitMs: number): Promise<void> {
  const deadline = performance.now() + limitMs
  while (isAlive(pid)) {
    if (performance.now() > deadline) throw new Error(`process ${pid} is there after ${limitMs} ms`)
    await sleep(20)
  }
}
