import { stripVTControlCharacters } from 'node:util'

const longest = 300

/** The last line of a program's output that holds text, without colors. */
export function lastLine(output: string): string {
  const lines = stripVTControlCharacters(output).split(/[\r\n]+/)
  const last = lines.filter((line) => line.trim() !== '').at(-1) ?? ''
  return last.trim().slice(0, longest)
}
