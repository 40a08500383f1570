import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv'
import { DepthError } from '../errors'
import type { ModelDescriptor } from './descriptor'

const text = { type: 'string', minLength: 1 } as const
const channels = {
  type: 'array',
  items: { type: 'number' },
  minItems: 3,
  maxItems: 3,
} as const

const fileFields = {
  path: text,
  bytes: { type: 'integer', minimum: 1 },
  sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' },
} as const

const companion = {
  type: 'object',
  properties: fileFields,
  required: ['path'],
  additionalProperties: false,
} as const

const modelFile = {
  type: 'object',
  properties: { ...fileFields, externalData: { type: 'array', items: companion } },
  required: ['path'],
  additionalProperties: false,
} as const

/** JSON schema (draft 7) of ModelDescriptor; docs/models.md tells the same in words. */
export const descriptorSchema = {
  $id: 'model-descriptor',
  type: 'object',
  properties: {
    id: { type: 'string', pattern: '^[a-z0-9][a-z0-9._-]*$', maxLength: 80 },
    name: text,
    group: {
      enum: [
        'bundled',
        'depth-anything-v1',
        'depth-anything-v2',
        'depth-anything-v2-metric',
        'depth-anything-v3',
        'custom',
      ],
    },
    description: text,
    license: {
      type: 'object',
      properties: { spdx: text, commercial: { type: 'boolean' }, url: text },
      required: ['spdx', 'commercial'],
      additionalProperties: false,
    },
    source: {
      type: 'object',
      properties: {
        repository: { type: 'string', pattern: '^[\\w.-]+/[\\w.-]+$' },
        revision: { type: 'string', pattern: '^[\\w.-]+$' },
      },
      required: ['repository', 'revision'],
      additionalProperties: false,
    },
    files: {
      type: 'object',
      properties: { fp32: modelFile, fp16: modelFile, q8: modelFile },
      minProperties: 1,
      additionalProperties: false,
    },
    input: {
      type: 'object',
      properties: {
        name: text,
        rank: { enum: [4, 5] },
        mean: channels,
        std: { ...channels, items: { type: 'number', exclusiveMinimum: 0 } },
        multiple: { type: 'integer', minimum: 1, maximum: 256 },
        sizing: { enum: ['lower_bound', 'minimal', 'fixed', 'longest'] },
        size: { type: 'integer', minimum: 1, maximum: 8192 },
      },
      required: ['name', 'rank', 'mean', 'std', 'multiple', 'sizing', 'size'],
      additionalProperties: false,
    },
    output: {
      type: 'object',
      properties: {
        name: text,
        kind: { enum: ['relative-inverse', 'relative', 'metric'] },
        maxDepth: { type: 'number', exclusiveMinimum: 0 },
      },
      required: ['name', 'kind'],
      additionalProperties: false,
    },
    unverified: { type: 'array', items: { type: 'string', pattern: '^/' } },
  },
  required: ['id', 'name', 'group', 'license', 'files', 'input', 'output'],
  additionalProperties: false,
} as const

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
      `${where} is no model descriptor: ${complaint(compiled.errors?.[0])}. Every field is told in docs/models.md.`,
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
