import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Mocha from 'mocha'

/** Tests that may be skipped: the full title of a test or of its describe, to the reason. */
const allowedFile = join(__dirname, '..', '..', '.ci', 'skipped.json')

/** How long the process may take to end by itself after a failure. */
const leftBehindMs = 5_000

/**
 * Mocha's spec report with a closing line that counts skipped tests. A test that is skipped and not
 * on the committed list with its reason makes the run fail.
 */
export = class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options)
    const allowed = JSON.parse(readFileSync(allowedFile, 'utf8')) as Record<string, string>
    const skipped: { readonly title: string; readonly reason: string | undefined }[] = []
    runner.on(Mocha.Runner.constants.EVENT_TEST_PENDING, (test) => {
      const title = test.fullTitle()
      skipped.push({ title, reason: allowed[title] ?? allowed[test.parent?.fullTitle() ?? ''] })
    })
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats
      for (const { title, reason } of skipped) {
        console.log(`skipped: ${title} (${reason ?? 'NOT on the list .ci/skipped.json'})`)
        if (reason === undefined) process.exitCode = 1
      }
      console.log(`${passes} passed, ${failures} failed, ${pending} skipped`)
      // A test that timed out leaves its server or loop behind, which would keep the process for good.
      if (failures > 0) setTimeout(() => process.exit(1), leftBehindMs).unref()
    })
  }
}
