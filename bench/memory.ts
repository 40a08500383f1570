import { childrenOf, residentMB } from '../testing/process/processes'

/** Resident memory in megabytes: of this process, in the role of Node-RED, and of the model's. */
export interface Memory {
  readonly own: number
  readonly model: number
}

/** The model's memory is NaN where no model is loaded. */
export function memoryNow(): Memory {
  const [child] = childrenOf(process.pid)
  return { own: residentMB(process.pid), model: child === undefined ? NaN : residentMB(child) }
}
