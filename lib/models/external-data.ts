import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** What exporters append to a graph's name for the file that holds its weights. */
const suffixes = ['_data', '.data']

/** Names of the files beside a graph that hold its weights, under the usual names. */
export async function externalDataBeside(graph: string): Promise<readonly string[]> {
  const names = suffixes.map((suffix) => `${basename(graph)}${suffix}`)
  const found = await Promise.all(
    names.map(async (name) => {
      const info = await stat(join(dirname(graph), name)).catch(() => undefined)
      return info?.isFile() === true
    }),
  )
  return names.filter((_, i) => found[i])
}
