import type { Request, RequestHandler, Response } from 'express'
import { DepthError, toDepthError, type ErrorCode } from '../../errors'

/** The longest body that any of our routes needs is a fraction of this. */
const maxBodyBytes = 10_000

/** The longest value in a request: a file name or an id. */
const maxTextLength = 500

/** Statuses of errors that are the caller's; every other one is answered with 500. */
const statuses: Partial<Record<ErrorCode, number>> = {
  CONFIG_INVALID: 400,
  MODEL_DESCRIPTOR_INVALID: 400,
  MODEL_INVALID: 400,
  MODEL_MISMATCH: 400,
  FILE_FORBIDDEN: 403,
  URL_FORBIDDEN: 403,
  LICENSE_NOT_ACCEPTED: 403,
  FILE_NOT_FOUND: 404,
  FILE_EXISTS: 409,
  MODEL_UNKNOWN: 404,
  MODEL_FILE_MISSING: 404,
  OFFLINE: 409,
  URL_TOO_LARGE: 413,
}

/** Fields of a request, each a text; what was not sent is empty. */
export type Fields<Name extends string> = Readonly<Record<Name, string>>

/**
 * An express handler that checks the request, answers with what `handle` returns as JSON, and
 * with `{ code, message }` where anything throws.
 *
 * @param names the fields that the request may carry: in the query for GET, else in a JSON body.
 */
export function answering<Name extends string>(
  names: readonly Name[],
  handle: (fields: Fields<Name>) => Promise<unknown>,
): RequestHandler {
  return (request, response) => {
    const work = async () => handle(readFields(request, names))
    work().then(
      (value) => response.json(value),
      (thrown: unknown) => refuse(response, toDepthError(thrown)),
    )
  }
}

function refuse(response: Response, { code, message }: DepthError): void {
  response.status(statuses[code] ?? 500).json({ code, message })
}

function readFields<Name extends string>(request: Request, names: readonly Name[]): Fields<Name> {
  const values = request.method === 'GET' ? request.query : bodyOf(request)
  const foreign = Object.keys(values).find((name) => !(names as readonly string[]).includes(name))
  if (foreign !== undefined) {
    const known = names.join(', ')
    throw new DepthError(
      'CONFIG_INVALID',
      `The request has no field "${foreign}"; it has ${known}.`,
    )
  }
  const record = values as Readonly<Record<string, unknown>>
  const entries = names.map((name) => [name, textOf(name, record[name])] as const)
  return Object.fromEntries(entries) as Fields<Name>
}

/**
 * A JSON body alone: a page of another site can send forms to a Node-RED without a login, but no
 * JSON, for which a browser asks the server's leave first.
 */
function bodyOf(request: Request): object {
  if (Number(request.headers['content-length'] ?? NaN) <= maxBodyBytes) {
    if (request.headers['sec-fetch-site'] === 'cross-site' || !request.is('application/json')) {
      throw new DepthError('URL_FORBIDDEN', 'The request has to be JSON from the editor itself.')
    }
    return isObject(request.body) ? request.body : {}
  }
  throw new DepthError('URL_TOO_LARGE', `The body has to have at most ${maxBodyBytes} bytes.`)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(name: string, value: unknown): string {
  if (value === undefined) return ''
  if (typeof value === 'string' && value.length <= maxTextLength) return value
  throw new DepthError(
    'CONFIG_INVALID',
    `The field "${name}" has to be a text of at most ${maxTextLength} characters.`,
  )
}
