import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv'
import { DepthError } from '../errors'
import type { ModelDescriptor } from './descriptor'
import { descriptorSchema } from './schema'

let compiled: ValidateFunction<ModelDescriptor> | undefined

/**
 * A value read from JSON as a model descriptor.
 *
 * @param where what the value was read from (a file's path), for the error.
 * @throws DepthError MODEL_DESCRIPTOR_INVALID, naming the field and what is wrong with it.
 */
export function checkDescriptor(value: unknown, where: string): ModelDescriptor {
  compiled ??= new Ajv({ allErrors: false }).compile<ModelDescriptor>(descriptorSchema)
  if (!compiled(value)) {
    throw new DepthError(
      'MODEL_DESCRIPTOR_INVALID',
      `${where} is not a model descriptor: ${complaint(compiled.errors?.[0])}. docs/models.md describes every field.`,
    )
  }
  checkPaths(value, where)
  return value
}

function complaint(error: ErrorObject | undefined): string {
  if (error === undefined) return 'it breaks the schema'
  const field = error.instancePath === '' ? 'the descriptor' : error.instancePath
  const detail = Object.values(error.params as Record<string, unknown>)
    .filter((param) => ['string', 'object'].includes(typeof param) && param !== null)
    .map((param) => JSON.stringify(param))
    .join(', ')
  return `${field} ${error.message ?? 'is not valid'}${detail === '' ? '' : ` (${detail})`}`
}

/** A repository path becomes a path on this disk, so that it must not lead out of its folder. */
function checkPaths(descriptor: ModelDescriptor, where: string): void {
  for (const [precision, file] of Object.entries(descriptor.files)) {
    for (const { path } of [file, ...(file.externalData ?? [])]) {
      if (isInside(path)) continue
      throw new DepthError(
        'MODEL_DESCRIPTOR_INVALID',
        `${where}: /files/${precision} has the path "${path}", which leads out of the model's folder. Use a relative path with forward slashes and without "..".`,
      )
    }
  }
}

function isInside(path: string): boolean {
  const parts = path.split('/')
  return !path.includes('\\') && !/^[a-z]:/i.test(path) && parts.every(isPlainName)
}

function isPlainName(part: string): boolean {
  return part !== '' && part !== '.' && part !== '..'
}
