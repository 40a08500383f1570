import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

const folder = join(__dirname, '..', '..', 'editor', 'rows')

/**
 * Puts the rows that several dialogs have where a dialog names them: `<!-- rows: colors -->` becomes
 * `editor/rows/colors.html`, in which `{type}` stands for the node's type. Rows that a script added when
 * the dialog opens would come too late: Node-RED has filled and watched the fields by then.
 *
 * @throws Error when there is no such file
 */
export async function withRows(html: string, type: string): Promise<string> {
  const names = [...html.matchAll(placePattern)].map(([, name = '']) => name)
  const rows = new Map<string, string>()
  for (const name of names) {
    const text = await readFile(join(folder, `${name}.html`), 'utf8')
    rows.set(name, text.replaceAll('{type}', type).trimEnd())
  }
  return html.replaceAll(placePattern, (_, name: string) => rows.get(name) ?? '')
}

const placePattern = /<!-- rows: ([\w-]+) -->/g
