import {
  request as httpRequest,
  type Agent as HttpAgent,
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction, type Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { connect as tlsConnect, TLSSocket } from 'node:tls'
import { basicAuthorization } from './account'
import { accountOf, withoutCredentials } from './credentials'
import { decoded } from './decoded'

/** One request, without redirects. */
export interface Outgoing {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'CONNECT'
  readonly headers: Readonly<Record<string, string>>
  /** Text, or the pieces of a body whose length is in the headers. */
  readonly body?: string | readonly Uint8Array[] | undefined
  readonly signal?: AbortSignal | undefined
  /** How long nothing may come, header or body, in milliseconds; else for ever. */
  readonly stallMs?: number
  /** Called when the whole request has been handed to the system. */
  readonly onSent?: (() => void) | undefined
  readonly connections?: Connections | undefined
  /** Finds the addresses of a name, as the system does by default; a proxy finds them itself. */
  readonly lookup?: LookupFunction
}

/** Connections that are kept for the next request to the same server. */
export interface Connections {
  readonly agent: HttpAgent
  /** How long a server may take to accept one, in milliseconds. */
  readonly connectMs: number
}

/** The head of a response, and its body, unpacked. */
export interface Incoming {
  readonly status: number
  readonly ok: boolean
  readonly headers: Headers
  readonly body: Readable
}

/** A server that sent nothing for as long as its client allows. */
export class StalledError extends Error {}

/** A proxy that does not do what it is asked. */
export class ProxyError extends Error {
  constructor(readonly status: number) {
    super(`the proxy answered ${status}`)
  }
}

/**
 * Sends a request, through a proxy where one is given, on a connection of its own unless `connections`
 * are given: devices close the one that was kept, or ignore a second request on it, without saying so.
 * Through a proxy, nothing is kept.
 *
 * @throws StalledError, ProxyError, the errors of node:http, node:net and node:tls
 */
export async function send(
  url: URL,
  outgoing: Outgoing,
  proxy: URL | undefined,
): Promise<Incoming> {
  const { lookup, ...rest } = outgoing
  if (proxy === undefined) return incoming(await exchange(url, rest, { lookup }))
  return sendThrough(proxy, url, rest)
}

async function sendThrough(proxy: URL, url: URL, outgoing: Outgoing): Promise<Incoming> {
  if (url.protocol === 'https:') {
    const socket = await tunnel(url, outgoing, proxy)
    const host = url.hostname.replace(/^\[|\]$/g, '')
    const servername = isIP(host) === 0 ? host : ''
    const createConnection = () =>
      tlsConnect({ socket, host, servername }).once('close', () => socket.destroy())
    // With an agent, node:http would ignore createConnection.
    const special = { agent: undefined, createConnection }
    return incoming(await exchange(url, { ...outgoing, connections: undefined }, special))
  }
  const headers = { ...outgoing.headers, host: url.host, ...proxyAuthorization(proxy) }
  const plain = { ...outgoing, headers, connections: undefined }
  const message = await exchange(proxy, plain, { path: url.href })
  if (message.statusCode !== 407) return incoming(message)
  message.destroy()
  throw new ProxyError(407)
}

/** A connection to the host of a URL through a proxy. */
async function tunnel(url: URL, outgoing: Outgoing, proxy: URL): Promise<Socket> {
  const path = `${url.hostname}:${url.port === '' ? 443 : url.port}`
  const headers = { host: path, ...proxyAuthorization(proxy) }
  const { signal, stallMs } = outgoing
  const connect = {
    method: 'CONNECT',
    headers,
    signal,
    ...(stallMs !== undefined && { stallMs }),
  } as const
  const { statusCode = 0, socket } = await exchange(proxy, connect, { path })
  // The request that comes next has a limit of its own.
  socket.setTimeout(0)
  if (statusCode === 200) return socket
  socket.destroy()
  throw new ProxyError(statusCode)
}

function proxyAuthorization(proxy: URL): Readonly<Record<string, string>> {
  const account = accountOf(proxy)
  return account === undefined ? {} : { 'proxy-authorization': basicAuthorization(account) }
}

function exchange(
  url: URL,
  outgoing: Outgoing,
  special: RequestOptions = {},
): Promise<IncomingMessage> {
  const { method, headers, body, signal, stallMs, onSent, connections } = outgoing
  const start = url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const request: ClientRequest = start(withoutCredentials(url), {
      method,
      headers,
      agent: connections?.agent ?? false,
      // What cheap cameras send. A connection of its own cannot be confused by it.
      insecureHTTPParser: connections === undefined,
      ...(stallMs !== undefined && { timeout: stallMs }),
      ...(signal !== undefined && { signal }),
      ...special,
    })
    let message: IncomingMessage | undefined
    let isSent = false
    request.once('finish', () => {
      // It comes after a write that failed as well.
      isSent = request.socket?.errored === null
      if (isSent) onSent?.()
    })
    if (connections !== undefined) limitConnecting(request, connections.connectMs)
    request.on('timeout', () => {
      // The body would be told of a broken connection otherwise.
      message?.destroy(new StalledError())
      request.destroy(new StalledError())
    })
    request.on('error', (error) => {
      if (request.reusedSocket && !isSent && isClosedByPeer(error)) {
        // The server had given up the connection that was kept. A new one is no longer `reusedSocket`.
        resolve(exchange(url, outgoing, special))
        return
      }
      reject(error)
      // The body would be told of a broken connection, where it breaks the rules of HTTP. What
      // comes after a whole one does not matter.
      if (message?.complete === false) message.destroy(error)
    })
    request.on('response', (response) => {
      if (connections !== undefined) leaveAfterFailure(response)
      resolve((message = response))
    })
    request.on('connect', resolve)
    request.on('upgrade', (_response, socket) => {
      socket.destroy()
      reject(new Error('it switches to another protocol (101)'))
    })
    for (const piece of Array.isArray(body) ? (body as readonly Uint8Array[]) : []) {
      request.write(piece)
    }
    request.end(typeof body === 'string' ? body : undefined)
  })
}

/** A server that has failed may close the connection without saying so (uvicorn does): it is not kept. */
function leaveAfterFailure(response: IncomingMessage): void {
  const { statusCode = 0, socket } = response
  if (statusCode >= 500) response.once('end', () => socket.destroy())
}

function isClosedByPeer(error: NodeJS.ErrnoException): boolean {
  return error.code === 'EPIPE' || error.code === 'ECONNRESET'
}

/** Ends a request whose connection is not there in time. */
function limitConnecting(request: ClientRequest, limitMs: number): void {
  request.once('socket', (socket) => {
    if (!socket.connecting) return
    const timer = setTimeout(() => request.destroy(new StalledError()), limitMs)
    const stop = () => clearTimeout(timer)
    socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', stop)
    request.once('close', stop)
  })
}

function incoming(message: IncomingMessage): Incoming {
  const { statusCode: status = 0, headers } = message
  const entries = Object.entries(headers).map(([name, value]) => [name, headerText(value)] as const)
  return {
    status,
    ok: status >= 200 && status < 300,
    headers: new Headers(entries as [string, string][]),
    body: decoded(message, headers['content-encoding']),
  }
}

/** A header's values as one, without the NUL that the parser lets through and `Headers` refuses. */
function headerText(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value.join(', ') : (value ?? '')).replaceAll('\0', ' ')
}
