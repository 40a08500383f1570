import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { growthChart, shown, targetChart, type Panel } from './chart'
import { confidenceInterval } from './statistics'
import { isMet, type Measurement, type Table, type Target } from './target'

const folder = join(__dirname, 'results')
const docs = join(__dirname, '..', 'docs')
const images = join(docs, 'pictures')

/**
 * Writes the results as JSON, Markdown and an SVG chart, and into docs/performance.md and
 * docs/cameras.md; returns the Markdown. A quick run, or a run of some measurements, is only shown:
 * it is not a result.
 */
export async function writeReport(
  results: Readonly<Record<string, Measurement>>,
  { isWhole }: { readonly isWhole: boolean },
): Promise<string> {
  const date = new Date().toISOString().slice(0, 10)
  const all = together(Object.values(results))
  const { targets, tables } = all
  const text = markdown(`Bench of ${date}`, [all])
  if (!isWhole) return text
  const chart = targetChart(targets, `${date}, ${machine()}`)
  await mkdir(folder, { recursive: true })
  const json = JSON.stringify({ date, machine: machine(), targets, tables })
  await writeFile(join(folder, `${date}.json`), `${json}\n`)
  await writeFile(join(folder, `${date}.md`), text)
  await writeFile(join(folder, `${date}.svg`), chart)
  await writeFile(join(images, 'bench-targets.svg'), chart)
  await writeFile(join(images, 'bench-growth.svg'), growthChart(growthPanels(tables)))
  const measuredOn =
    `Measured on ${date}: ${machine()}. All samples: ` +
    `[bench/results/${date}.json](../bench/results/${date}.json).`
  await writeGuide('performance.md', `${measuredOn}\n\n${sectionsOf(all)}`)
  await writeGuide('cameras.md', `${measuredOn}\n\n${lines(tableOf(tables, 'cameras_per_box'))}`)
  return text
}

/** Measurements as Markdown: the machine, the targets, the tables. */
export function markdown(title: string, results: readonly Measurement[]): string {
  return `# ${title}\n\n${machine()}\n\n${sectionsOf(together(results))}`
}

function together(results: readonly Measurement[]): Measurement {
  return {
    targets: results.flatMap(({ targets }) => targets),
    tables: results.flatMap(({ tables }) => tables),
  }
}

function sectionsOf({ targets, tables }: Measurement): string {
  return [targetTable(targets), ...tables].map(section).join('\n')
}

const [begin, end] = ['<!-- bench: begin -->', '<!-- bench: end -->']

/** Puts the newest tables between the markers in a document. */
async function writeGuide(name: string, newest: string): Promise<void> {
  const guide = join(docs, name)
  const text = await readFile(guide, 'utf8')
  const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)]
  if (from < begin.length || to < from) throw new Error(`${guide} lacks ${begin} … ${end}`)
  const deeper = newest.replaceAll(/^## /gm, '### ')
  await writeFile(guide, `${text.slice(0, from)}\n\n${deeper}\n${text.slice(to)}`)
}

function machine(): string {
  const { length } = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  const model = cpus()[0]?.model.trim() ?? 'unknown processor'
  return `${length} x ${model}, ${memory} GiB, ${process.platform}/${process.arch}, node ${process.version}`
}

function targetTable(targets: readonly Target[]): Table {
  const rows = targets.map((entry) => {
    const { id, statistic, a, b, value, limit, comparison } = entry
    const interval = confidenceInterval(statistic, a, b)
    const spread = interval === undefined ? '' : `${shown(interval.low)} to ${shown(interval.high)}`
    const samples = b.length === 0 ? String(a.length) : `${a.length} + ${b.length}`
    return [
      id,
      statistic,
      value,
      spread,
      samples,
      `${comparison} ${limit}`,
      isMet(entry) ? 'met' : 'missed',
    ]
  })
  const columns = ['target', 'statistic', 'value', '95 % interval', 'samples', 'limit', '']
  return { title: 'Targets', columns, rows }
}

function section(table: Table): string {
  return `## ${table.title}\n\n${lines(table)}`
}

function lines({ columns, rows }: Table): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.map(shown).join(' | ')} |`
  return `${[line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n')}\n`
}

function tableOf(tables: readonly Table[], id: string): Table {
  const found = tables.find((candidate) => candidate.id === id)
  if (found === undefined) throw new Error(`there is no table "${id}"`)
  return found
}

function growthPanels(tables: readonly Table[]): readonly Panel[] {
  const table = (id: string) => tableOf(tables, id)
  return [
    {
      table: table('growth_image'),
      title: 'Pipeline by image',
      unit: 'ms',
      lines: { 1: 'to depth', 2: 'on to colored JPEG' },
    },
    {
      table: table('growth_input'),
      title: 'By side of the input',
      unit: 'ms',
      lines: { 1: 'pipeline', 2: 'inference, Small' },
    },
    {
      table: table('growth_cameras'),
      title: 'By cameras',
      unit: 'frames a second',
      lines: { 1: 'all together', 2: 'the slowest' },
    },
    {
      table: table('growth_nodes'),
      title: 'By nodes on a model',
      unit: 'ms a frame',
      lines: { 1: '' },
    },
    {
      table: table('growth_image'),
      title: 'Memory by image',
      unit: 'MB',
      lines: { 3: 'Node-RED', 4: "model's process" },
    },
    {
      table: table('growth_input'),
      title: 'Memory by input',
      unit: 'MB',
      lines: { 3: 'Node-RED', 4: "model's process" },
    },
  ]
}
