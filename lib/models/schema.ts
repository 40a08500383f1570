import { depthKindNames } from '../frames/depth-kinds'
import { sizingPolicies } from '../image/sizing'
import { modelGroups } from './groups'
import { descriptorVersion } from './migrations'
import { precisionNames, type Precision } from './precision'
import { inputTypes, layouts } from './signature'

const text = { type: 'string', minLength: 1 } as const
const side = { type: 'integer', minimum: 1, maximum: 8192 } as const
const channels = { type: 'array', items: { type: 'number' }, minItems: 3, maxItems: 3 } as const

const fileFields = {
  /** Path inside the repository; of bundled and custom models relative to the descriptor. */
  path: text,
  bytes: { type: 'integer', minimum: 1 },
  sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' },
} as const

const externalFile = {
  type: 'object',
  properties: fileFields,
  required: ['path'],
  additionalProperties: false,
} as const

export const modelFileSchema = {
  type: 'object',
  properties: {
    ...fileFields,
    /** Files beside the graph that hold its weights (`model.onnx_data`). */
    externalData: { type: 'array', items: externalFile },
  },
  required: ['path'],
  additionalProperties: false,
} as const

const files = Object.fromEntries(
  precisionNames.map((precision) => [precision, modelFileSchema]),
) as Readonly<Record<Precision, typeof modelFileSchema>>

/**
 * JSON schema (draft 7) of a model's descriptor, from which its type is derived; docs/models.md
 * describes each field.
 */
export const descriptorSchema = {
  $id: 'model-descriptor',
  type: 'object',
  properties: {
    version: { enum: [descriptorVersion] },
    id: { type: 'string', pattern: '^[a-z0-9][a-z0-9._-]*$', maxLength: 80 },
    name: text,
    group: { enum: modelGroups },
    /** A sentence or two for the picker; says so where a model is a demonstration. */
    description: text,
    /** Whether the picker marks it as the one to begin with. */
    recommended: { type: 'boolean' },
    license: {
      type: 'object',
      properties: {
        /** SPDX identifier. */
        spdx: text,
        commercial: { type: 'boolean' },
        /** Becomes a link in the picker. */
        url: { type: 'string', pattern: '^https?://' },
      },
      required: ['spdx', 'commercial'],
      additionalProperties: false,
    },
    /** Where the files come from; absent for bundled and custom models. */
    source: {
      type: 'object',
      properties: {
        repository: { type: 'string', pattern: '^[\\w.-]+/[\\w.-]+$' },
        revision: { type: 'string', pattern: '^[\\w.-]+$' },
      },
      required: ['repository', 'revision'],
      additionalProperties: false,
    },
    files: { type: 'object', properties: files, minProperties: 1, additionalProperties: false },
    input: {
      type: 'object',
      properties: {
        name: text,
        /** 4: [1,3,H,W]; 5: [1,1,3,H,W]. */
        rank: { enum: [4, 5] },
        /** Absent: what the graph has. Bytes (uint8) are given as they are, without mean and std. */
        elementType: { enum: inputTypes },
        /** Absent: what the graph shows. With nhwc the channels come last: [1,H,W,3]. */
        layout: { enum: layouts },
        /** Per channel R, G, B, applied to values from 0 to 1: (value - mean) / std. */
        mean: channels,
        std: { ...channels, items: { type: 'number', exclusiveMinimum: 0 } },
        /** Width and height are multiples of this (the patch size). */
        sizeMultiple: { type: 'integer', minimum: 1, maximum: 256 },
        sizing: { enum: sizingPolicies },
        /** The side that the sizing policy aims at, in pixels. */
        size: side,
        /** The sides that the graph fixes; sizing and size then have no say in them. */
        width: side,
        height: side,
        /** The shortest side that the model can run, in pixels; absent: one multiple. */
        minSide: side,
        /** How many pixels an image's shape may lead to; see `modelInputSize`. */
        maxPixels: { type: 'integer', minimum: 1 },
      },
      required: ['name', 'rank', 'mean', 'std', 'sizeMultiple', 'sizing', 'size'],
      additionalProperties: false,
    },
    output: {
      type: 'object',
      properties: {
        name: text,
        kind: { enum: depthKindNames },
        /** For metric models: the largest depth that the model can predict, in meters. */
        maxDepth: { type: 'number', exclusiveMinimum: 0 },
        /**
         * Of metric models that were trained for one camera: its focal length in pixels of the
         * input. The depth of another camera is in proportion to its own focal length.
         */
        canonicalFocal: { type: 'number', exclusiveMinimum: 0 },
      },
      required: ['name', 'kind'],
      additionalProperties: false,
    },
    /** JSON pointers of the fields that could not be verified offline, such as `/files/fp16/bytes`. */
    unverified: { type: 'array', items: { type: 'string', pattern: '^/' } },
  },
  required: ['version', 'id', 'name', 'group', 'license', 'files', 'input', 'output'],
  additionalProperties: false,
} as const
