/** Translate of the node's catalog: its key below `depth-infer.`, and what its text has to hold. */
export type Translate = (key: string, values?: Readonly<Record<string, string | number>>) => string
