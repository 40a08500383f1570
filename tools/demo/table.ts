import { accountFor, type Account } from '../../lib/timing/accounting'
import { RollingWindow } from '../../lib/timing/rolling-window'
import { Statistics, type KeyFigures, type Summary } from '../../lib/timing/statistics'
import { stageNames, type Timing } from '../../lib/timing/timeline'

const firstColumn = 14
const column = 11

interface Reported {
  readonly model: string
  readonly timing: Timing
  readonly account: Account
}

/**
 * Where the time went, as text: a row for each stage, for each model the median of its warm runs
 * and its cold run beside it, in milliseconds; below it how the models compare.
 */
export function timingTable(timings: readonly Timing[]): string {
  const reports = timings.map(report)
  const summary = summarize(reports)
  const models = Object.keys(summary.keys).sort()
  const columns = models.map((model) => ({
    warm: summary.keys[model],
    cold: reports.find((entry) => entry.model === model && entry.account.cold)?.account,
    cost: medianCost(reports.filter((entry) => entry.model === model && !entry.account.cold)),
  }))
  const row = (
    name: string,
    warm: (figures: KeyFigures) => number | undefined,
    cold: (account: Account) => number | undefined,
  ) =>
    line(
      name,
      columns.flatMap((entry) => [
        milliseconds(entry.warm && warm(entry.warm)),
        milliseconds(entry.cold && cold(entry.cold)),
      ]),
    )
  const seen = stageNames.filter((stage) =>
    reports.some(({ account }) => account.stages[stage] !== undefined),
  )
  return [
    line(
      '',
      models.flatMap((model) => [model, '']),
    ),
    line(
      'milliseconds',
      models.flatMap(() => ['median', 'cold run']),
    ),
    ...seen.map((stage) =>
      row(
        stage,
        ({ stages }) => stages[stage],
        ({ stages }) => stages[stage],
      ),
    ),
    row(
      'unaccounted',
      ({ unaccounted }) => unaccounted,
      ({ unaccounted }) => unaccounted,
    ),
    row(
      'total',
      ({ p50 }) => p50,
      ({ total }) => total,
    ),
    line(
      'compared',
      columns.flatMap(({ cost, cold }) => [milliseconds(cost), milliseconds(cold?.cost)]),
    ),
    line(
      'images',
      columns.flatMap(({ warm }) => [String(warm?.count ?? 0), String(warm?.cold ?? 0)]),
    ),
    line(
      'ran on',
      columns.flatMap(({ warm }) => [warm?.provider ?? 'unknown', '']),
    ),
    ...summary.ratios.map(
      ({ a, b, median, pairs }) =>
        `\n${a} / ${b} = ${median.toFixed(2)}, the median over ${pairs} images. Compared is the total less the\n` +
        'queue, with the whole decode also for the model that found it done.',
    ),
  ].join('\n')
}

function report(timing: Timing): Reported {
  const inference = timing.stages.find(({ stage }) => stage === 'inference')
  const account = accountFor(timing, timing.started + (timing.total ?? 0))
  return { model: inference?.model ?? 'unknown', timing, account }
}

function medianCost(reports: readonly Reported[]): number | undefined {
  if (reports.length === 0) return undefined
  const costs = new RollingWindow(reports.length)
  for (const { account } of reports) costs.add(account.cost)
  return costs.figures().p50
}

function summarize(reports: readonly Reported[]): Summary {
  const statistics = new Statistics(reports.length)
  for (const { model, timing, account } of reports) {
    const provider = timing.stages.find(({ stage }) => stage === 'inference')?.provider
    const at = timing.started + account.total
    statistics.add({ key: model, frame: timing.id, at, account, provider })
  }
  return statistics.summary()
}

function milliseconds(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '-' : value.toFixed(1)
}

function line(name: string, cells: readonly string[]): string {
  return `${name.padEnd(firstColumn)}${cells.map((cell) => cell.padStart(column)).join('')}`
}
