/** How inference servers are reached; plain data, which crosses to the client's thread. */
export interface ServerSettings {
  /** Base URLs of servers that all hold the model, such as `http://10.0.0.5:8000`. */
  readonly addresses: readonly string[]
  /** The model's name at the servers; undefined: the id of its descriptor. */
  readonly model: string | undefined
  /** Undefined: the version that the server chooses. */
  readonly modelVersion: string | undefined
  /** Certificates (PEM) that are trusted besides the usual ones. */
  readonly ca: string | undefined
  /** Of the header Authorization; sent to the addresses only. */
  readonly authorization: string | undefined
  /** How many requests may be under way, at all addresses together. */
  readonly requests: number
  readonly connectMs: number
  /** For one frame, however many addresses are tried. */
  readonly answerMs: number
}
