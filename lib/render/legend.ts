import type { Size } from '../frames/image-frame'
import { contrastOf, gray, wordsOf, type FarEnd, type Palette } from './palette'
import { placeOf, type Panel } from './panel'
import { drawText, textHeight, textWidth } from './stroke-font'
import type { Tick } from './ticks'

interface LegendContent {
  readonly ticks: readonly Tick[]
  /** Follows each number; undefined where depth has no unit. */
  readonly unit: string | undefined
  readonly farEnd: FarEnd
}

/** The text is one size larger for so many pixels of the image's height. */
const heightPerSize = 300

/** The part of the image's height that the legend takes. */
const share = 0.6

/** Lengths in grid units of the text (see stroke-font.ts). */
const margin = 4
const padding = 4
const barWidth = 8
// Within the bar: beside it, a mark would look like a minus.
const markWidth = 3
const gap = 3
const leastBarHeight = 5 * textHeight
const leastDistance = textHeight + 4

/** Shade of what lies behind bar and text. */
const plate = 32

/**
 * Draws the color map as a bar with round depth values beside it, far at the top, into the top right
 * corner. An image that is too small for it gets none.
 */
export function drawLegend(panel: Panel, palette: Palette, content: LegendContent): void {
  const { ticks, unit, farEnd } = content
  // The same either way: 0 is far, 255 near.
  const turned = (index: number) => (farEnd === 'first' ? index : 255 - index)
  const labels = ticks
    .map(({ value, index }) => ({ text: labelOf(value, unit), index, nearness: turned(index) }))
    .sort((a, b) => a.nearness - b.nearness)
  const size = Math.max(1, Math.round(panel.height / heightPerSize))
  const textColumn = Math.max(...labels.map(({ text }) => textWidth(text)))
  const width = size * (2 * padding + barWidth + gap + textColumn)
  const height = Math.round(share * panel.height)
  const barHeight = height - 2 * size * padding
  if (2 * width > panel.width || barHeight < size * leastBarHeight) return

  const left = panel.width - width - size * margin
  const top = size * margin
  const bar = { left: left + size * padding, top: top + size * padding }
  const colors = wordsOf(palette.map((byte, i) => (i % 4 === 3 ? 255 : byte)))
  fill(panel, { left, top, width, height }, () => gray(plate))
  fill(panel, { ...bar, width: size * barWidth, height: barHeight }, (y) => {
    const nearness = Math.round((255 * y) / (barHeight - 1))
    return colors[turned(nearness)] ?? 0
  })
  const afterBar = bar.left + size * barWidth
  let free = 0
  for (const { text, index, nearness } of labels) {
    const y = bar.top + Math.round(((barHeight - size) * nearness) / 255)
    const mark = {
      left: afterBar - size * markWidth,
      top: y,
      width: size * markWidth,
      height: size,
    }
    fill(panel, mark, () => contrastOf(palette, index))
    if (y < free) continue
    free = y + size * leastDistance
    const textLeft = afterBar + size * gap
    const textTop = y + Math.floor(size / 2) - (size * textHeight) / 2
    drawText(text, size, (dotX, dotY, covered) => {
      const place = placeOf(panel, textLeft + dotX, textTop + dotY)
      panel.words[place] = gray(plate + covered * (255 - plate))
    })
  }
}

function labelOf(value: number, unit: string | undefined): string {
  return unit === undefined ? String(value) : `${value} ${unit}`
}

interface Rectangle extends Size {
  readonly left: number
  readonly top: number
}

/** @param word of each row, counted from the top of the rectangle */
function fill(panel: Panel, rectangle: Rectangle, word: (y: number) => number): void {
  const { left, top, width, height } = rectangle
  for (let y = 0; y < height; y++) {
    const start = placeOf(panel, left, top + y)
    panel.words.fill(word(y), start, start + width)
  }
}
