/** What our scripts use of Node-RED's editor. */
declare const RED: {
  readonly events: {
    on(event: 'nodes:add' | 'nodes:remove', listener: (node: EditorNode) => void): void
    on(event: 'deploy' | 'editor:close', listener: () => void): void
    off(event: 'nodes:remove', listener: (node: EditorNode) => void): void
  }
  readonly comms: {
    subscribe(topic: string, listener: (topic: string, data: unknown) => void): void
    unsubscribe(topic: string, listener: (topic: string, data: unknown) => void): void
  }
  readonly settings: {
    /** Where Node-RED serves the flows' own HTTP. */
    readonly httpNodeRoot?: string
  }
  readonly hooks: {
    /** A label after the dot, by which the hooks of a module are removed together. */
    add(
      id: `view${'Add' | 'Redraw' | 'Remove'}Node.${string}`,
      listener: (event: { readonly node: EditorNode; readonly el: SVGGElement }) => void,
    ): void
    remove(id: string): void
  }
  notify(message: JQuery, options: NotifyOptions | { readonly type: 'error' }): { close(): void }
  readonly nodes: {
    node(id: string): EditorNode | null
    filterNodes(filter: { readonly type: string }): readonly EditorNode[]
    subflow(id: string): { readonly name: string } | undefined
  }
  readonly view: {
    redraw(): void
  }
  readonly sidebar: {
    addTab(options: SidebarTab): void
    show(id: string): void
  }
  readonly actions: {
    add(name: `depth:${string}`, handler: () => void): void
  }
  readonly user: {
    /** Of the user who is logged in; everything is permitted where nobody has to. */
    hasPermission(permission: string): boolean
  }
  readonly tray: {
    show(options: TrayOptions): void
    close(): void
  }
  readonly editor: {
    getEditStack(): readonly EditorNode[]
    validateNode(node: EditorNode): boolean
  }
  readonly utils: {
    validateTypedProperty(value: unknown, type: string, options?: object): boolean | string
  }
}

/** A node as the editor holds it: its settings stand beside the editor's own properties. */
interface EditorNode {
  readonly id: string
  readonly type: string
  readonly _def: { readonly defaults: Readonly<Record<string, EditorProperty>> }
  /** The node itself, behind the proxy that the editor hands out. */
  readonly __node__?: EditorNode
  [setting: string]: unknown
}

/** A setting as a node's HTML registers it. */
interface EditorProperty {
  readonly value?: unknown
  readonly validate?: (this: EditorNode, value: unknown, options?: object) => boolean | string
}

/** A plugin as its HTML registers it. */
interface EditorPlugin {
  /** Looks up a text of its catalog. */
  readonly _: import('./translate').Translate
}

interface SidebarTab {
  readonly id: string
  readonly label: string
  readonly name: string
  readonly content: JQuery
  readonly iconClass: string
  /** Whether it can be used while a dialog is open. */
  readonly enableOnEdit: boolean
  /** What shows it. */
  readonly action: `depth:${string}`
}

interface Window {
  /** Set once view depth has been loaded. */
  depthView?: import('./depth-view').DepthView
  /** Set when nodes are being migrated. */
  depthMigrations?: true
  /** Set once the bundle that draws point clouds is loaded. */
  depthPoints?: import('./view/load-points').DepthPoints
}

interface TrayOptions {
  readonly title: string
  /** Infinity: as wide as the workspace. */
  readonly width: number
  readonly buttons: readonly {
    readonly text: string
    readonly class?: string
    readonly click: () => void
  }[]
  readonly open: (tray: JQuery) => void
  readonly close: () => void
}

interface NotifyOptions {
  readonly modal: boolean
  readonly fixed: boolean
  readonly buttons: readonly {
    readonly text: string
    readonly class?: string
    readonly click: () => void
  }[]
}

declare module '*.css'
