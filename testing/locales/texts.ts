import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { packageRoot } from '../../lib/package-root'

/** The language that every text is written in first; it stands in for what a translation lacks. */
export const firstLanguage = 'en-US'

/** What the texts are translated into. */
export const translations = ['de', 'ja', 'zh-CN'] as const

export type Translation = (typeof translations)[number]

/** The texts of one node or plugin in one language. */
export interface Texts {
  /** The catalog by full key, such as `depth-infer.label.name`. */
  readonly catalog: ReadonlyMap<string, string>
  /** The help as it is in its file; empty where there is none. */
  readonly help: string
}

/** Every folder with texts, from the root of the package: `nodes/depth-infer/locales`. */
export async function localeFolders(): Promise<readonly string[]> {
  const folders = ['nodes', 'plugins'].map(async (folder) => {
    const entries = await readdir(join(packageRoot, folder), {
      recursive: true,
      withFileTypes: true,
    })
    return entries
      .filter((entry) => entry.isDirectory() && entry.name === 'locales')
      .map(({ parentPath }) => join(folder, basename(parentPath), 'locales'))
  })
  return (await Promise.all(folders)).flat().toSorted()
}

/** Reads `<folder>/<language>/<name>.json` and, where there is one, `.html`. */
export async function textsIn(folder: string, language: string): Promise<Texts> {
  const file = join(packageRoot, folder, language, basename(join(folder, '..')))
  const files = await readdir(join(packageRoot, folder, language))
  const hasHelp = files.some((name) => name.endsWith('.html'))
  const catalog = JSON.parse(await readFile(`${file}.json`, 'utf8')) as object
  return {
    catalog: new Map(flattened(catalog)),
    help: hasHelp ? await readFile(`${file}.html`, 'utf8') : '',
  }
}

function flattened(catalog: object, prefix = ''): [string, string][] {
  return Object.entries(catalog).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? flattened(value, `${prefix}${key}.`)
      : [[`${prefix}${key}`, String(value)] satisfies [string, string]],
  )
}
