import { readFile } from 'node:fs/promises'
import { codeOf, DepthError, messageOf } from '../errors'
import type { ModelDescriptor } from './descriptor'
import { checkDescriptor } from './check-descriptor'
import { migrateDescriptor } from './migrations'

/**
 * Reads, migrates and checks one descriptor file.
 *
 * @throws DepthError FILE_NOT_FOUND, FILE_UNREADABLE, or MODEL_DESCRIPTOR_INVALID where it is not
 *   JSON or breaks the schema.
 */
export async function readDescriptor(file: string): Promise<ModelDescriptor> {
  const content = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new DepthError(
      codeOf(cause) === 'ENOENT' ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE',
      `The model descriptor ${file} cannot be read: ${messageOf(cause)}`,
      { cause },
    )
  })
  return checkDescriptor(migrateDescriptor(parse(content.replace(/^\uFEFF/, ''), file)), file)
}

function parse(content: string, file: string): unknown {
  try {
    return JSON.parse(content) as unknown
  } catch (cause) {
    throw new DepthError(
      'MODEL_DESCRIPTOR_INVALID',
      `${file} is not a model descriptor: it is not JSON (${messageOf(cause)}).`,
      { cause },
    )
  }
}
