import { basename } from 'node:path'
import type { ModelDescriptor } from './descriptor'
import type { Precision } from './precision'

/** The precision of a graph on this disk; undefined where the descriptor has no file of that name. */
export function precisionOf({ files }: ModelDescriptor, graph: string): Precision | undefined {
  const found = Object.entries(files).find(([, { path }]) => basename(path) === basename(graph))
  return found?.[0] as Precision | undefined
}
