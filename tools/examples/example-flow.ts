import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { packageRoot } from '../../lib/package-root'

export interface ExampleNode {
  readonly id: string
  readonly type: string
  readonly name?: string
  readonly label?: string
  readonly info?: string
  readonly z?: string
  readonly wires?: readonly (readonly string[])[]
  readonly links?: readonly string[]
  readonly scope?: readonly string[] | null
}

export const examplesFolder = join(packageRoot, 'examples')

export const comparison = join('01 - Getting started', '03 - Compare V1 and V2.json')

/** The nodes of an example: they have no tab, so that an import puts them into the open one. */
export async function exampleNodes(file: string): Promise<readonly ExampleNode[]> {
  return JSON.parse(await readFile(join(examplesFolder, file), 'utf8')) as ExampleNode[]
}

/** An example as a flow with a tab of its own, which Node-RED can start. */
export async function exampleFlow(file: string): Promise<readonly ExampleNode[]> {
  const nodes = await exampleNodes(file)
  const id = nodes.find(({ z }) => z !== undefined)?.z ?? ''
  return [{ id, type: 'tab', label: basename(file, '.json') }, ...nodes]
}
