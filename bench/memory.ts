import { readFileSync } from 'node:fs'
import { childrenOf } from '../testing/process/processes'

/** Resident memory in megabytes: of this process, which stands for Node-RED's, and the model's. */
export interface Memory {
  readonly own: number
  readonly model: number
}

/** `/proc` tells the memory of another process: Linux only, elsewhere the model's is NaN. */
export function memoryNow(): Memory {
  const [child] = childrenOf(process.pid)
  return { own: process.memoryUsage.rss() / 2 ** 20, model: residentMegabytes(child) }
}

function residentMegabytes(pid: number | undefined): number {
  if (pid === undefined || process.platform !== 'linux') return NaN
  const found = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(found?.[1]) / 1024
}
