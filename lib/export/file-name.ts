import { DepthError } from '../errors'

/** What a pattern for file names can hold, in braces, and what stands there. */
interface NameParts {
  /** The camera, or whatever messages are grouped by. */
  readonly key: string
  /** Epoch milliseconds of the capture. */
  readonly captured: number
  readonly model: string
  readonly extension: string
}

/** The name of each placeholder of a pattern, as docs/exporting.md lists them. */
export const placeholders: Readonly<Record<string, (parts: NameParts) => string>> = {
  key: ({ key }) => safe(key),
  date: ({ captured }) => new Date(captured).toISOString().slice(0, 10),
  // Sorts by name as by time, and Windows allows no colon.
  time: ({ captured }) => new Date(captured).toISOString().replaceAll(/[-:]/g, ''),
  model: ({ model }) => safe(model),
  extension: ({ extension }) => extension,
}

const placeholder = /\{(\w*)\}/g

/** The first placeholder of a pattern that there is not; undefined where all are known. */
export function unknownPlaceholder(pattern: string): string | undefined {
  const names = [...pattern.matchAll(placeholder)].map(([, name = '']) => name)
  return names.find((name) => !Object.hasOwn(placeholders, name))
}

/** The path that a pattern makes, such as `depth/{key}/{time}.{extension}`. */
export function nameFrom(pattern: string, parts: NameParts): string {
  return pattern.replaceAll(placeholder, (all, name: string) => placeholders[name]?.(parts) ?? all)
}

/** Bytes: two of them and a time make a name that every file system takes. */
const longestPart = 100

/** Text as a part of a file name: it leads to no other folder, whatever a message holds. */
function safe(text: string): string {
  const start = Buffer.from(text.slice(0, longestPart)).subarray(0, longestPart).toString()
  const name = start.replaceAll(/[^\p{L}\p{N}._-]+/gu, '_')
  return /^\.*$/.test(name) ? '_' : name
}

/**
 * The path that a message names.
 *
 * @param where names the property, such as `msg.filename`
 * @throws DepthError INPUT_MISSING, INPUT_UNSUPPORTED
 */
export function pathIn(value: unknown, where: string): string {
  if (typeof value === 'string' && value !== '') return value
  const isMissing = value === undefined || value === null || value === ''
  throw new DepthError(
    isMissing ? 'INPUT_MISSING' : 'INPUT_UNSUPPORTED',
    `${where} is ${isMissing ? 'empty' : `of type ${typeof value}`} where the name of the file was expected. ` +
      'Set it, or give a pattern in the dialog.',
  )
}
