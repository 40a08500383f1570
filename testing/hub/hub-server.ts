import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { FaultQueue, sendBytes, sendUnended, type HubFault } from './hub-faults'

/** One file of a repository on the server. */
export interface HubFile {
  readonly path: string
  readonly content: Buffer
  /** Large files are kept by SHA-256 at another origin; the others in git. Large by default. */
  readonly large?: boolean
}

/** A request that came in. */
export interface HubRequestRecord {
  readonly origin: 'hub' | 'bytes'
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
}

export interface HubServerOptions {
  readonly repository: string
  readonly commit?: string
  readonly files: readonly HubFile[]
  /** Requests to the endpoint without this token are answered with 401. */
  readonly token?: string
  readonly tls?: { readonly key: string; readonly cert: string }
}

const xetType = 'application/vnd.xet-fileinfo+json'

export const hubCommit = '0123456789abcdef0123456789abcdef01234567'

/**
 * A server on loopback that speaks what Python's huggingface_hub, \@huggingface/hub and a plain
 * client of the resolve address use of the hub's protocol: the API's paths-info, tree and revision,
 * the resolve address with its X-Repo-Commit and X-Linked-* headers, the Xet Accept header, and a
 * second origin that holds the bytes. Every fault of HubFault can be injected.
 */
export class HubServer {
  readonly requests: HubRequestRecord[] = []
  readonly #faults = new FaultQueue()
  readonly #options: HubServerOptions
  readonly #hub: Server
  readonly #bytes: Server
  #bytesOrigin = ''
  endpoint = ''

  private constructor(options: HubServerOptions) {
    this.#options = options
    const serve =
      (origin: HubRequestRecord['origin']) =>
      (request: IncomingMessage, response: ServerResponse) => {
        const { method = 'GET', url = '/', headers } = request
        this.requests.push({ origin, method, path: url, headers })
        void this.#answer(origin, request, response)
      }
    const { tls } = options
    this.#hub = tls === undefined ? createServer(serve('hub')) : createTlsServer(tls, serve('hub'))
    this.#bytes =
      tls === undefined ? createServer(serve('bytes')) : createTlsServer(tls, serve('bytes'))
  }

  static async start(options: HubServerOptions): Promise<HubServer> {
    const server = new HubServer(options)
    const scheme = options.tls === undefined ? 'http' : 'https'
    server.endpoint = `${scheme}://127.0.0.1:${await listen(server.#hub)}`
    server.#bytesOrigin = `${scheme}://127.0.0.1:${await listen(server.#bytes)}`
    return server
  }

  inject(fault: HubFault): void {
    this.#faults.add(fault)
  }

  /** How many requests for the bytes have come. */
  get bytesRequests(): readonly HubRequestRecord[] {
    return this.requests.filter(({ origin, method }) => origin === 'bytes' && method === 'GET')
  }

  async close(): Promise<void> {
    for (const server of [this.#hub, this.#bytes]) {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  }

  get #commit(): string {
    return this.#options.commit ?? hubCommit
  }

  async #answer(
    origin: HubRequestRecord['origin'],
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://hub').pathname)
    const reply = origin === 'bytes' ? this.#large(path) : await this.#endpoint(path, request)
    if ('content' in reply) {
      if (reply.commit !== undefined) response.setHeader('x-repo-commit', reply.commit)
      await sendBytes(request, response, reply.content, reply.etag, reply.fault)
    } else if ('unended' in reply) {
      sendUnended(response, reply.unended)
    } else {
      response.writeHead(reply.status, reply.headers).end(reply.body)
    }
  }

  async #endpoint(path: string, request: IncomingMessage): Promise<Reply> {
    const { token, repository, files } = this.#options
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) {
      return rejected(401, 'RepoNotFound')
    }
    const api = `/api/models/${repository}`
    const small = `/api/resolve-cache/models/${repository}/${this.#commit}/`
    if (path.startsWith(small)) return this.#small(path.slice(small.length))
    if (path.startsWith(`${api}/paths-info/`)) return this.#pathsInfo(await text(request))
    if (path.startsWith(`${api}/tree/`)) return json(this.#entries())
    if (path === api || path.startsWith(`${api}/revision/`)) {
      const siblings = files.map((file) => ({ rfilename: file.path }))
      return json({ id: repository, sha: this.#commit, siblings })
    }
    if (!path.startsWith(`/${repository}/resolve/`)) return rejected(401, 'RepoNotFound')
    const [, , , , revision = '', ...rest] = path.split('/')
    return this.#resolve(revision, rest.join('/'), request.headers.accept ?? '')
  }

  #resolve(revision: string, path: string, accept: string): Reply {
    const fault = this.#faults.take('resolve')
    if (fault !== undefined) return faultReply(fault)
    const file = this.#options.files.find((candidate) => candidate.path === path)
    if (revision !== 'main' && revision !== this.#commit) return rejected(404, 'RevisionNotFound')
    if (file === undefined) return rejected(404, 'EntryNotFound')
    const common = { 'x-repo-commit': this.#commit, vary: 'Accept' }
    if (!isLarge(file)) {
      const location = `/api/resolve-cache/models/${this.#options.repository}/${this.#commit}/${path}`
      return { status: 307, headers: { ...common, location } }
    }
    const sum = sha256(file.content)
    const linked = {
      ...common,
      'x-linked-size': file.content.length,
      'x-linked-etag': `"${sum}"`,
      'x-xet-hash': sum,
    }
    if (accept.includes(xetType)) {
      const link = ['auth', 'reconstruction-info']
        .map((name) => `<${this.endpoint}/xet/${name}>; rel="xet-${name}"`)
        .join(', ')
      const body = JSON.stringify({ hash: sum })
      return { status: 200, headers: { ...linked, 'content-type': xetType, link }, body }
    }
    const location = `${this.#bytesOrigin}/${sum}?signature=secret`
    return { status: 302, headers: { ...linked, location } }
  }

  #pathsInfo(body: string): Reply {
    const fault = this.#faults.take('paths-info')
    if (fault?.status !== undefined) return faultReply(fault)
    if (fault?.unended !== undefined) return { unended: fault.unended }
    const { paths } = JSON.parse(body) as { paths: readonly string[] }
    const entries = this.#entries(fault?.announceBytes).filter(({ path }) => paths.includes(path))
    return json(fault?.describe === undefined ? entries : entries.map(fault.describe))
  }

  #entries(announced?: number) {
    return this.#options.files.map((file) => {
      const size = announced ?? file.content.length
      const lfs = { oid: sha256(file.content), size, pointerSize: 134 }
      const entry = { type: 'file', path: file.path, oid: gitOid(file.content), size }
      return isLarge(file) ? { ...entry, lfs } : entry
    })
  }

  #small(path: string): Reply {
    const file = this.#options.files.find((candidate) => candidate.path === path)
    if (file === undefined) return rejected(404, 'EntryNotFound')
    const { content } = file
    return { content, etag: `"${gitOid(content)}"`, commit: this.#commit, fault: undefined }
  }

  #large(path: string): Reply {
    const fault = this.#faults.take('bytes')
    const file = this.#options.files.find(({ content }) => sha256(content) === path.slice(1))
    if (fault?.status !== undefined || fault?.redirectTo !== undefined) return faultReply(fault)
    if (file === undefined) return rejected(404, 'EntryNotFound')
    // An object store names its content by itself: this is not the hub's ETag.
    return { content: file.content, etag: `"${md5(file.content)}"`, commit: undefined, fault }
  }
}

type Reply =
  | {
      readonly status: number
      readonly headers: Readonly<Record<string, string | number>>
      readonly body?: string
    }
  | {
      readonly content: Buffer
      readonly etag: string
      readonly commit: string | undefined
      readonly fault: HubFault | undefined
    }
  | { readonly unended: 'silent' | 'endless' }

function isLarge(file: HubFile): boolean {
  return file.large ?? true
}

function faultReply({ status = 302, headers, redirectTo }: HubFault): Reply {
  const location = redirectTo === undefined ? {} : { location: redirectTo }
  return { status, headers: { ...headers, ...location } }
}

function rejected(status: number, code: string): Reply {
  return { status, headers: { 'x-error-code': code, 'x-error-message': code } }
}

function json(value: unknown): Reply {
  const headers = { 'content-type': 'application/json' }
  return { status: 200, headers, body: JSON.stringify(value) }
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

export function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}

function md5(content: Buffer): string {
  return createHash('md5').update(content).digest('hex')
}

function gitOid(content: Buffer): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex')
}
