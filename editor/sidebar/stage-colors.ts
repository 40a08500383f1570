import type { StageName } from '../../lib/timing/timeline'

/** How the part of a bar that stands for a stage is filled. */
export interface StageColor {
  readonly color: string
  /** Stripes over the color: two stages of one color differ by them. */
  readonly isStriped: boolean
}

/**
 * The colors of Okabe and Ito, which color-blind people tell apart, with an indigo in place of black.
 * Stages that follow each other have colors that differ in lightness too.
 */
const palette = {
  sky: '#56b4e9',
  blue: '#0072b2',
  gray: '#bbbbbb',
  purple: '#cc79a7',
  yellow: '#f0e442',
  vermillion: '#d55e00',
  green: '#009e73',
  orange: '#e69f00',
  indigo: '#332288',
} as const

/** The fill of each stage; a stage of lib/timing/timeline.ts has a row. */
export const stageColors = {
  read: plain('sky'),
  decode: plain('blue'),
  resize: striped('sky'),
  compare: striped('blue'),
  queue: plain('gray'),
  transfer: plain('purple'),
  remote: striped('purple'),
  normalize: plain('yellow'),
  inference: plain('vermillion'),
  range: striped('yellow'),
  stabilize: striped('green'),
  calibrate: striped('orange'),
  measure: striped('vermillion'),
  upsample: plain('orange'),
  color: plain('green'),
  encode: plain('indigo'),
  write: striped('indigo'),
} as const satisfies Readonly<Record<string, StageColor> & Record<StageName, StageColor>>

/** A stage that is not ours: another package, or a flow, has written it. */
const unknownStage = striped('gray')

export function stageColor(stage: string): StageColor {
  return (stageColors as Readonly<Record<string, StageColor | undefined>>)[stage] ?? unknownStage
}

/** The CSS of a fill. */
export function background({ color, isStriped }: StageColor): string {
  const ink = isStriped ? (isDark(color) ? '#fffa' : '#0008') : 'transparent'
  return `repeating-linear-gradient(45deg, ${ink} 0 2px, transparent 2px 5px) ${color}`
}

function isDark(color: string): boolean {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    parseInt(color.slice(at, at + 2), 16),
  )
  return 0.299 * red + 0.587 * green + 0.114 * blue < 155
}

function plain(name: keyof typeof palette): StageColor {
  return { color: palette[name], isStriped: false }
}

function striped(name: keyof typeof palette): StageColor {
  return { color: palette[name], isStriped: true }
}
