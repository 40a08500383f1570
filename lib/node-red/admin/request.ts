import type { Request, RequestHandler, Response } from 'express'
import { DepthError, toDepthError, type ErrorCode } from '../../errors'

/** The longest body that any of our routes needs is a fraction of this. */
const maxBodyBytes = 10_000

/** The longest value in a request: a file name or an id. */
const maxTextLength = 500

/** The HTTP status of each error that is the caller's; any other one is answered with 500. */
const statuses: Partial<Record<ErrorCode, number>> = {
  CONFIG_INVALID: 400,
  MODEL_DESCRIPTOR_INVALID: 400,
  MODEL_INVALID: 400,
  MODEL_MISMATCH: 400,
  FILE_FORBIDDEN: 403,
  REQUEST_INVALID: 400,
  REQUEST_FORBIDDEN: 403,
  LICENSE_NOT_ACCEPTED: 403,
  FILE_NOT_FOUND: 404,
  FILE_EXISTS: 409,
  MODEL_UNKNOWN: 404,
  MODEL_FILE_MISSING: 404,
  OFFLINE: 409,
  REQUEST_TOO_LARGE: 413,
  VIEW_GONE: 404,
}

/** Fields of a request, each a string; a field that was not sent is empty. */
export type Fields<Name extends string> = Readonly<Record<Name, string>>

/**
 * An express handler that checks the request, answers with what `handle` returns as JSON, and
 * with `{ code, message }` where anything throws.
 *
 * @param names the fields that the request may carry: in the query for GET, else in a JSON body.
 */
export function jsonHandler<Name extends string>(
  names: readonly Name[],
  handle: (fields: Fields<Name>) => Promise<unknown>,
): RequestHandler {
  return handler(names, handle, (response, value) => response.json(value))
}

/** As `jsonHandler`, for an answer of bytes that no cache may keep. */
export function bytesHandler<Name extends string>(
  names: readonly Name[],
  handle: (fields: Fields<Name>) => Promise<{ readonly mime: string; readonly bytes: Buffer }>,
): RequestHandler {
  return handler(names, handle, (response, { mime, bytes }) =>
    response
      .set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' })
      .type(mime)
      .send(bytes),
  )
}

function handler<Name extends string, Answer>(
  names: readonly Name[],
  handle: (fields: Fields<Name>) => Promise<Answer>,
  send: (response: Response, answer: Answer) => void,
): RequestHandler {
  return (request, response) => {
    const work = async () => handle(readFields(request, names))
    work().then(
      (answer) => send(response, answer),
      (thrown: unknown) => sendError(response, toDepthError(thrown)),
    )
  }
}

function sendError(response: Response, { code, message }: DepthError): void {
  response.status(statuses[code] ?? 500).json({ code, message })
}

function readFields<Name extends string>(request: Request, names: readonly Name[]): Fields<Name> {
  const values = request.method === 'GET' ? request.query : bodyOf(request)
  const unknown = Object.keys(values).find((name) => !(names as readonly string[]).includes(name))
  if (unknown !== undefined) {
    const known = names.join(', ')
    throw new DepthError(
      'REQUEST_INVALID',
      `The request has no field "${unknown}"; it has ${known}.`,
    )
  }
  const record = values as Readonly<Record<string, unknown>>
  const entries = names.map((name) => [name, textOf(name, record[name])] as const)
  return Object.fromEntries(entries) as Fields<Name>
}

/**
 * Accepts a JSON body only. A page of another site can send a form to a Node-RED without a login,
 * but JSON only after the browser has asked the server for permission.
 */
function bodyOf(request: Request): object {
  if (request.headers['sec-fetch-site'] === 'cross-site' || !request.is('application/json')) {
    throw new DepthError('REQUEST_FORBIDDEN', 'The request must be JSON from the editor itself.')
  }
  const body = isObject(request.body) ? request.body : {}
  // Node-RED has parsed it, and a proxy need not pass on its length.
  if (Buffer.byteLength(JSON.stringify(body)) <= maxBodyBytes) return body
  throw new DepthError('REQUEST_TOO_LARGE', `The body may have at most ${maxBodyBytes} bytes.`)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(name: string, value: unknown): string {
  if (value === undefined) return ''
  if (typeof value === 'string' && value.length <= maxTextLength) return value
  throw new DepthError(
    'REQUEST_INVALID',
    `The field "${name}" must be a string of at most ${maxTextLength} characters.`,
  )
}
