/** What ffmpeg reads. */
export interface FfmpegInput {
  /** Options before `-i`, that of its format included. */
  readonly options: readonly string[]
  /** Options of a hidden address, by name. */
  readonly hiddenOptions?: Readonly<Record<string, string>>
  /** What `-i` is given, which everybody on this machine can read. */
  readonly address?: string
  /** A URL that may hold a password: it goes to ffmpeg's standard input. */
  readonly hiddenAddress?: string
  /** The protocols that it may use, in spite of what the input leads to. */
  readonly protocols?: string
  /** The formats that it may be. */
  readonly formats?: string
}

/** The script (ffconcat) that hands ffmpeg an address without showing it in the list of processes. */
export function hiddenScript(address: string, options: Readonly<Record<string, string>>): string {
  const lines = Object.entries(options).map(([name, value]) => `option ${name} ${quoted(value)}`)
  return ['ffconcat version 1.0', `file ${quoted(address)}`, ...lines, ''].join('\n')
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
