import { isMet, type Table, type Target } from './target'

/*
 * The charts of the bench as SVG, without a library: bars and lines. The colors are readable on white
 * and can be distinguished with red-green color blindness: blue is met, orange is missed.
 */
const met = '#3b76af'
const missed = '#d9822b'
const series = ['#3b76af', '#d9822b', '#6b9e3f', '#8a63a8']
const ink = '#24292f'
const faint = '#d0d7de'
const font = 'font-family="-apple-system,Segoe UI,Helvetica,Arial,sans-serif"'

export function shown(cell: string | number): string {
  if (typeof cell === 'string') return cell
  return Math.abs(cell) >= 1000 ? cell.toFixed(0) : String(Number(cell.toPrecision(3)))
}

const bars = { left: 230, limit: 460, right: 600, row: 24, top: 76 }

/** Each target's value as a share of its limit, so that all units fit on one scale. */
export function targetChart(targets: readonly Target[], subtitle: string): string {
  const height = bars.top + targets.length * bars.row + 16
  const bottom = height - 10
  const rows = targets.map((entry, index) => {
    const { id, value, limit, comparison } = entry
    const y = bars.top + index * bars.row
    const whole = bars.limit - bars.left
    const length = Math.min(Math.max((value / limit) * whole, 2), bars.right - bars.left)
    return (
      text(bars.left - 10, y + 13, id, 'end') +
      `<rect x="${bars.left}" y="${y + 2}" width="${length.toFixed(1)}" height="15" rx="2" ` +
      `fill="${isMet(entry) ? met : missed}"/>` +
      text(bars.right + 150, y + 13, `${shown(value)}  (${comparison} ${limit})`, 'end')
    )
  })
  const line =
    `<path d="M${bars.limit} ${bars.top - 6}V${bottom}" stroke="${ink}" stroke-dasharray="3 3"/>` +
    text(bars.limit, bars.top - 12, 'limit', 'middle')
  return drawing(bars.right + 166, height, [
    heading(16, 22, 'Targets: value as a share of its limit'),
    text(
      16,
      40,
      `${subtitle}. Left of the line is better, but for those marked >=.`,
      'start',
      '#57606a',
    ),
    line,
    ...rows,
  ])
}

const panel = { width: 340, height: 220, left: 52, right: 16, top: 52, bottom: 40 }

/** What one panel of the growth chart shows of a table: columns plotted over the first one. */
export interface Panel {
  readonly table: Table
  readonly title: string
  readonly unit: string
  /** Columns of the table by their number, with the names that the legend gives them. */
  readonly lines: Readonly<Record<number, string>>
}

/** Lines over the first column of each table, two panels per row. */
export function growthChart(panels: readonly Panel[]): string {
  const drawn = panels.map((entry, index) => {
    const x = (index % 2) * panel.width
    const y = Math.floor(index / 2) * panel.height
    return `<g transform="translate(${x} ${y})">${panelOf(entry)}</g>`
  })
  return drawing(2 * panel.width, Math.ceil(panels.length / 2) * panel.height, drawn)
}

function panelOf({ table, title, unit, lines }: Panel): string {
  const xs = table.rows.map((row) => Number(row[0]))
  const chosen = Object.entries(lines).map(([column, name]) => ({
    name,
    values: table.rows.map((row) => Number(row[Number(column)])),
  }))
  const largest = niceCeiling(Math.max(...chosen.flatMap(({ values }) => values)))
  const [inner, outer] = [panel.width - panel.left - panel.right, panel.height - panel.bottom]
  // These values roughly double from step to step: even spacing keeps the small ones apart.
  const xOf = (index: number) => panel.left + (inner * index) / Math.max(xs.length - 1, 1)
  const yOf = (value: number) => outer - ((outer - panel.top) * value) / largest
  const grid = [0, 0.5, 1].map((share) => {
    const y = yOf(share * largest)
    return (
      `<path d="M${panel.left} ${y}H${panel.width - panel.right}" stroke="${faint}"/>` +
      text(panel.left - 6, y + 4, shown(share * largest), 'end', '#57606a')
    )
  })
  const ticks = xs.map((x, index) => text(xOf(index), outer + 16, shown(x), 'middle', '#57606a'))
  const curves = chosen.map(({ name, values }, index) => {
    const color = series[index % series.length] ?? ink
    const points = values.map((value, at) => `${xOf(at).toFixed(1)},${yOf(value).toFixed(1)}`)
    const dots = points.map((point) => {
      const [x, y] = point.split(',')
      return `<circle cx="${x}" cy="${y}" r="2.5" fill="${color}"/>`
    })
    return (
      `<polyline points="${points.join(' ')}" fill="none" stroke="${color}" stroke-width="2"/>` +
      dots.join('') +
      text(panel.left + index * 130, 40, name, 'start', color)
    )
  })
  const axis = text(
    panel.left + inner / 2,
    panel.height - 8,
    table.columns[0] ?? '',
    'middle',
    '#57606a',
  )
  return [heading(16, 22, `${title}, ${unit}`), ...grid, ...ticks, axis, ...curves].join('')
}

function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return power * ([1, 2, 4, 6, 8].find((step) => step * power >= value) ?? 10)
}

function heading(x: number, y: number, words: string): string {
  return `<text x="${x}" y="${y}" fill="${ink}" font-weight="600" font-size="14">${escaped(words)}</text>`
}

function text(
  x: number,
  y: number,
  words: string,
  anchor: 'start' | 'middle' | 'end',
  color = ink,
): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${color}">${escaped(words)}</text>`
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function drawing(width: number, height: number, parts: readonly string[]): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" ${font} font-size="12">` +
    `<rect width="100%" height="100%" fill="#ffffff"/>${parts.join('')}</svg>\n`
  )
}
