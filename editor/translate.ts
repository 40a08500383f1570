/** Looks up a text of the node's catalog, with values for its placeholders. */
export type Translate = (key: string, values?: Readonly<Record<string, string | number>>) => string
