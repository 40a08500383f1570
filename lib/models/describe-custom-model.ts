import { stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { DepthError } from '../errors'
import type { ModelDescriptor } from './descriptor'
import { matchDescriptor } from './match'
import type { Signature } from './signature'
import { normalizations, type Normalization } from './normalizations'
import { descriptorPath } from './custom-models'
import { descriptorVersion } from './migrations'
import { proposeDescriptor } from './propose'
import { checkDescriptor } from './check-descriptor'
import { writeFileAtomic } from '../write-file-atomic'

/** What a graph does not say about itself and the user answers; all strings, as a form sends them. */
export const customModelAnswers = [
  'name',
  'license',
  'commercial',
  'kind',
  'maxDepth',
  'normalization',
  'sizing',
  'size',
  'sizeMultiple',
] as const

export type CustomModelAnswers = Readonly<Record<(typeof customModelAnswers)[number], string>>

/**
 * Writes the descriptor of a graph beside it: names and rank from the graph itself, the rest from
 * the answers.
 *
 * @param graph path of an .onnx file that has no descriptor yet
 * @throws DepthError FILE_EXISTS where there is one already, MODEL_MISMATCH where the graph has
 *   no input that takes an image or no output that is a map, MODEL_DESCRIPTOR_INVALID for an
 *   answer that is not usable, FILE_NOT_WRITABLE, DISK_FULL
 */
export async function describeCustomModel(
  graph: string,
  signature: Signature,
  answers: CustomModelAnswers,
): Promise<ModelDescriptor> {
  const file = descriptorPath(graph)
  if ((await stat(file).catch(() => undefined)) !== undefined) {
    throw new DepthError('FILE_EXISTS', `${file} already exists: edit or delete it.`)
  }
  const { input, output } = proposeDescriptor(signature)
  if (input === undefined || output === undefined) {
    throw new DepthError(
      'MODEL_MISMATCH',
      `${graph} is not a depth model that can be used: it needs a float32 input [1,3,H,W] or ` +
        '[1,1,3,H,W] and a float32 output [1,H,W] or [1,1,H,W].',
    )
  }
  const descriptor = checkDescriptor(
    {
      version: descriptorVersion,
      id: idOf(graph),
      name: answers.name,
      group: 'custom',
      license: { spdx: answers.license, commercial: answers.commercial === 'true' },
      files: { fp32: { path: basename(graph), ...(await weightsOf(graph)) } },
      input: {
        name: input.name,
        rank: input.rank,
        ...(normalizations as Partial<typeof normalizations>)[
          answers.normalization as Normalization
        ],
        sizeMultiple: Number(answers.sizeMultiple),
        sizing: answers.sizing,
        size: Number(answers.size),
      },
      output: {
        name: output.name,
        kind: answers.kind,
        ...(answers.maxDepth !== '' && { maxDepth: Number(answers.maxDepth) }),
      },
    },
    file,
  )
  matchDescriptor(descriptor, signature)
  await writeFileAtomic(file, `${JSON.stringify(descriptor, null, 2)}\n`)
  return descriptor
}

/** A usable id: lower case, with what ids may not hold as a hyphen. */
function idOf(graph: string): string {
  const stem = basename(graph, extname(graph)).toLowerCase()
  return stem.replace(/[^a-z0-9._-]+/g, '-').replace(/^[._-]+/, '') || 'model'
}

/** Weights beside the graph under the usual name. */
async function weightsOf(graph: string) {
  const path = `${basename(graph)}_data`
  const found = await stat(join(dirname(graph), path)).catch(() => undefined)
  return found?.isFile() === true ? { externalData: [{ path }] } : {}
}
