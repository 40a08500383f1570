import { readFileSync, writeFileSync } from 'node:fs'

/** Half of all memory: Node-RED would have to hold that much more than its model to be chosen. */
const adjustment = 500
const file = '/proc/self/oom_score_adj'

/** Makes this process the one that Linux ends when memory runs out, and never Node-RED. */
export function becomeFirstVictim(): void {
  try {
    if (Number(readFileSync(file, 'utf8')) < adjustment) writeFileSync(file, String(adjustment))
  } catch {
    // Not Linux.
  }
}
