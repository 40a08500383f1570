import { constants, setPriority } from 'node:os'

/**
 * Lowers the priority of this process (on Linux, of this thread), so that whatever else Node-RED does
 * goes first.
 */
export function lowerPriority(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // Node-RED itself runs at a lower priority, which a process may not raise.
  }
}
