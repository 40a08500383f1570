import { spawnSync } from 'node:child_process'
import type { Suite } from 'mocha'

/**
 * To be called in a `describe`: its tests are skipped where ffmpeg is not installed, for which
 * .ci/skipped.json has the reason.
 */
export function needsFfmpeg(suite: Suite): void {
  const isInstalled = spawnSync('ffmpeg', ['-version']).status === 0
  if (isInstalled) return
  suite.beforeAll(function () {
    this.skip()
  })
}
