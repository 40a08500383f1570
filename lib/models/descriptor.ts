import type { descriptorSchema, modelFileSchema } from './schema'
import type { SchemaType } from './schema-type'

/**
 * Everything that the package has to know about a model. V1, V2, their sizes, metric variants and
 * later families differ in this data, not in code.
 */
export type ModelDescriptor = SchemaType<typeof descriptorSchema>

/** One file of a model, with the files that belong beside it. */
export type ModelFile = SchemaType<typeof modelFileSchema>

export type ModelInput = ModelDescriptor['input']

export type ModelOutput = ModelDescriptor['output']
