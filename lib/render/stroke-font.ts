/**
 * The characters of a legend as lines on a grid 4 wide and 6 high: each point two digits, x and y
 * from the top left. They need no font, which servers and containers often lack.
 */
const glyphs: Readonly<Record<string, string>> = {
  '0': '10 30 41 45 36 16 05 01 10',
  '1': '01 20 26',
  '2': '01 10 30 41 42 06 46',
  '3': '01 10 30 41 42 33 23,33 44 45 36 16 05',
  '4': '36 30 04 44',
  '5': '40 00 03 33 44 45 36 16 05',
  '6': '41 30 10 01 05 16 36 45 44 33 03',
  '7': '00 40 26',
  '8': '13 02 01 10 30 41 42 33 13 04 05 16 36 45 44 33',
  '9': '43 13 02 01 10 30 41 45 36 16 05',
  '.': '06 06',
  '-': '03 33',
  '+': '03 43,21 25',
  e: '04 44 43 32 12 03 05 16 36',
  m: '06 02,03 12 23 26,23 32 43 46',
  ' ': '',
}

/** Grid units from a character to the next one, beyond its width. */
const spacing = 2
const spaceWidth = 1

/** The height of a text in grid units. */
export const textHeight = 6

/** From one point to another, in grid units. */
type Segment = readonly [x1: number, y1: number, x2: number, y2: number]

interface Glyph {
  readonly segments: readonly Segment[]
  readonly width: number
}

function glyphOf(character: string): Glyph {
  const lines = (glyphs[character] ?? '').split(',').map((line) => line.split(' '))
  const segments = lines.flatMap((points) =>
    points.slice(1).map((point, i) => {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = Array.from(`${points[i] ?? ''}${point}`, Number)
      return [x1, y1, x2, y2] as const
    }),
  )
  const width = Math.max(...segments.flatMap(([x1, , x2]) => [x1, x2]))
  return { segments, width: segments.length === 0 ? spaceWidth : width }
}

/** The width of a text in grid units. */
export function textWidth(text: string): number {
  const widths = Array.from(text, (character) => glyphOf(character).width)
  return widths.reduce((sum, width) => sum + width + spacing, -spacing)
}

/**
 * Draws a text, pixel by pixel. Level and upright lines lie on whole pixels, so that they are crisp;
 * the others are smooth.
 *
 * @param unit pixels of a grid unit
 * @param dot called with each pixel that the text touches, counted from its top left corner, and the
 *   share of the pixel that it covers, up to 1
 */
export function drawText(
  text: string,
  unit: number,
  dot: (x: number, y: number, share: number) => void,
): void {
  const stroke = Math.max(1, Math.round(0.8 * unit))
  // A stroke of an odd width lies on a row of pixels, one of an even width between two.
  const shift = (stroke % 2) / 2
  let left = 0
  for (const character of text) {
    const { segments, width } = glyphOf(character)
    for (let y = -unit; y <= (textHeight + 1) * unit; y++) {
      for (let x = -unit; x <= (width + 1) * unit; x++) {
        const [atX, atY] = [x + 0.5 - shift, y + 0.5 - shift]
        const distances = segments.map((segment) => distance(atX / unit, atY / unit, segment))
        const share = Math.min(1, stroke / 2 + 0.5 - unit * Math.min(...distances))
        if (share > 0) dot(left + x, y, share)
      }
    }
    left += (width + spacing) * unit
  }
}

/** From a point to the nearest one of a segment. */
function distance(x: number, y: number, [x1, y1, x2, y2]: Segment): number {
  const [dx, dy] = [x2 - x1, y2 - y1]
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : ((x - x1) * dx + (y - y1) * dy) / length
  const part = Math.min(1, Math.max(0, along))
  return Math.hypot(x - x1 - part * dx, y - y1 - part * dy)
}
