import {
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'

/** A forward proxy on loopback: whole addresses for http, tunnels (CONNECT) for https. */
export class ForwardProxy {
  /** `GET http://host/path` or `CONNECT host:port`, in order. */
  readonly seen: string[] = []
  /** Bytes from clients that went through tunnels. */
  tunneled = 0
  readonly #server: Server
  readonly #credentials: string | undefined
  url = ''

  private constructor(credentials: string | undefined) {
    this.#credentials = credentials
    this.#server = createServer((incoming, response) => this.#forward(incoming, response))
    this.#server.on('connect', (incoming: IncomingMessage, socket: Socket) => {
      this.#tunnel(incoming, socket)
    })
  }

  /** @param credentials `user:password` that it asks for; none without */
  static async start(credentials?: string): Promise<ForwardProxy> {
    const proxy = new ForwardProxy(credentials)
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve))
    const { port } = proxy.#server.address() as AddressInfo
    proxy.url = `http://127.0.0.1:${port}`
    return proxy
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #isWelcome({ headers }: IncomingMessage): boolean {
    if (this.#credentials === undefined) return true
    const expected = `Basic ${Buffer.from(this.#credentials).toString('base64')}`
    return headers['proxy-authorization'] === expected
  }

  #forward(incoming: IncomingMessage, response: ServerResponse): void {
    const { method = 'GET', url = '/', headers } = incoming
    this.seen.push(`${method} ${url}`)
    if (!this.#isWelcome(incoming)) {
      response.writeHead(407).end()
      return
    }
    const outgoing = request(url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    outgoing.on('error', () => response.destroy())
    incoming.pipe(outgoing)
  }

  #tunnel(incoming: IncomingMessage, socket: Socket): void {
    const { url = '' } = incoming
    this.seen.push(`CONNECT ${url}`)
    if (!this.#isWelcome(incoming)) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
      return
    }
    const [host, port] = url.split(':')
    const far = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      far.pipe(socket).pipe(far)
    })
    socket.on('data', (chunk: Buffer) => (this.tunneled += chunk.length))
    for (const end of [far, socket]) end.on('error', () => end.destroy())
  }
}
