import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { confidenceInterval } from './statistics'
import { isMet, type Extent, type Measurement, type Table, type Target } from './target'

const folder = join(__dirname, 'results')

/**
 * Writes the results as JSON, Markdown and an SVG chart; returns the Markdown. A quick run is
 * only shown: its few samples are no result.
 */
export async function writeReport(
  results: Readonly<Record<string, Measurement>>,
  { quick }: Extent,
): Promise<string> {
  const date = new Date().toISOString().slice(0, 10)
  const targets = Object.values(results).flatMap((result) => result.targets)
  const tables = Object.values(results).flatMap((result) => result.tables)
  const text = markdown(date, targets, tables)
  if (quick) return text
  await mkdir(folder, { recursive: true })
  const json = JSON.stringify({ date, machine: machine(), targets, tables })
  await writeFile(join(folder, `${date}.json`), `${json}\n`)
  await writeFile(join(folder, `${date}.md`), text)
  await writeFile(join(folder, `${date}.svg`), chart(targets))
  return text
}

function machine(): string {
  const { length } = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  const model = cpus()[0]?.model.trim() ?? 'unknown processor'
  return `${length} x ${model}, ${memory} GiB, ${process.platform}/${process.arch}, node ${process.version}`
}

function markdown(date: string, targets: readonly Target[], tables: readonly Table[]): string {
  const rows = targets.map((entry) => {
    const { id, statistic, a, b, value, limit, comparison } = entry
    const interval = confidenceInterval(statistic, a, b)
    const spread = interval === undefined ? '' : `${shown(interval.low)} to ${shown(interval.high)}`
    return [id, statistic, value, spread, `${comparison} ${limit}`, isMet(entry) ? 'met' : 'missed']
  })
  const columns = ['target', 'statistic', 'value', '95 % interval', 'limit', '']
  const sections = [{ title: 'Targets', columns, rows }, ...tables]
  return `# Bench of ${date}\n\n${machine()}\n\n${sections.map(section).join('\n')}`
}

function section({ title, columns, rows }: Table): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.map(shown).join(' | ')} |`
  const lines = [line(columns), line(columns.map(() => '---')), ...rows.map(line)]
  return `## ${title}\n\n${lines.join('\n')}\n`
}

function shown(cell: string | number): string {
  return typeof cell === 'string' ? cell : String(Number(cell.toPrecision(3)))
}

const chartWidth = 640
const barsFrom = 240
const rowHeight = 26
/** Where the limit stands, so that bars of every unit share one scale. */
const limitAt = 400

/** Each target's value as a bar, in shares of its limit. */
function chart(targets: readonly Target[]): string {
  const height = targets.length * rowHeight + 30
  const rows = targets.map((entry, index) => {
    const { id, value, limit } = entry
    const y = index * rowHeight + 24
    const length = Math.max(
      1,
      Math.min(chartWidth - barsFrom, (value / limit) * (limitAt - barsFrom)),
    )
    const colour = isMet(entry) ? '#5b8a72' : '#c0663f'
    return (
      `<text x="${barsFrom - 8}" y="${y + 13}" text-anchor="end">${id}</text>` +
      `<rect x="${barsFrom}" y="${y}" width="${length.toFixed(1)}" height="18" fill="${colour}"/>` +
      `<text x="${barsFrom + 6}" y="${y + 13}">${shown(value)}</text>`
    )
  })
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${chartWidth}" height="${height}" ` +
    `font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="white"/>` +
    `<text x="${limitAt}" y="14" text-anchor="middle">limit</text>` +
    `<path d="M${limitAt} 18V${height}" stroke="black"/>${rows.join('')}</svg>\n`
  )
}
