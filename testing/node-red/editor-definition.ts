import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { packageRoot } from '../../lib/package-root'
import manifest from '../../package.json'

interface Setting {
  readonly value?: unknown
  readonly validate?: (this: unknown, value: unknown, options?: object) => boolean | string
}

/** What a node's .html registers with the editor, as far as tests look at it. */
export interface EditorDefinition {
  readonly category: string
  readonly defaults: Readonly<Record<string, Setting>>
  readonly credentials?: Readonly<Record<string, unknown>>
}

/**
 * Runs the scripts of a node's .html, the bundles from resources/ included, and returns what it
 * registers by type.
 */
export function editorDefinitions(html: string): ReadonlyMap<string, EditorDefinition> {
  const registered = new Map<string, EditorDefinition>()
  const page: object = {
    RED: {
      nodes: {
        registerType: (type: string, definition: EditorDefinition) =>
          registered.set(type, definition),
        node: () => null,
        filterNodes: () => [],
      },
      editor: { getEditStack: () => [] },
      utils: { validateTypedProperty: () => true },
      events: { on: () => undefined },
      comms: { subscribe: () => undefined },
      view: { redraw: () => undefined },
    },
    // No server answers what a script asks for.
    $: { ajax: () => Promise.reject(new Error('there is no server')) },
  }
  const context = createContext(Object.assign(page, { window: page, URL }))
  for (const script of scripts(html)) runInContext(script, context)
  return registered
}

/** The scripts of a page in their order; a link that leads out of the package throws. */
function scripts(html: string): string[] {
  const tags = html.matchAll(
    /<script(?: type="text\/javascript")?(?: src="([^"]+)")?>([^]*?)<\/script>/g,
  )
  return [...tags].map(([, link, inline = '']) => {
    if (link === undefined) return inline
    const prefix = `resources/${manifest.name}/`
    if (!link.startsWith(prefix)) throw new Error(`${link} is not under ${prefix}`)
    return readFileSync(join(packageRoot, 'resources', link.slice(prefix.length)), 'utf8')
  })
}
