import { stat } from 'node:fs/promises'
import { basename, dirname, extname } from 'node:path'
import { DepthError } from '../errors'
import { availableModels } from './available'
import type { ModelDescriptor, ModelInput } from './descriptor'
import { externalDataBeside } from './external-data'
import { matchDescriptor } from './match'
import type { ImageInput, Signature } from './signature'
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
  'output',
] as const

export type CustomModelAnswers = Readonly<Record<(typeof customModelAnswers)[number], string>>

/**
 * Writes the descriptor of a graph beside it: names, types and rank from the graph itself, the rest
 * from the answers. Nothing is written unless the model runs with it.
 *
 * @param graph path of an .onnx file that has no descriptor yet
 * @param run runs the graph once with its descriptor, and throws what is wrong
 * @throws DepthError FILE_EXISTS where there is one already, MODEL_MISMATCH where the graph has
 *   no input that takes an image or no output that is a map, MODEL_DESCRIPTOR_INVALID for an
 *   answer that is not usable, FILE_NOT_WRITABLE, DISK_FULL, and those of `run`
 */
export async function describeCustomModel(
  graph: string,
  signature: Signature,
  answers: CustomModelAnswers,
  run: (descriptor: ModelDescriptor) => Promise<void>,
): Promise<ModelDescriptor> {
  const file = descriptorPath(graph)
  if ((await stat(file).catch(() => undefined)) !== undefined) {
    throw new DepthError('FILE_EXISTS', `${file} already exists: edit or delete it.`)
  }
  const { input, output, unusable } = proposeDescriptor(signature)
  if (input === undefined || unusable !== undefined) {
    throw new DepthError(
      'MODEL_MISMATCH',
      `${graph} is not a depth model that can be used: ${unusable ?? 'it takes no image'}.`,
    )
  }
  const externalData = (await externalDataBeside(graph)).map((path) => ({ path }))
  const descriptor = checkDescriptor(
    {
      version: descriptorVersion,
      id: await freeId(graph),
      name: answers.name,
      group: 'custom',
      license: { spdx: answers.license, commercial: answers.commercial === 'true' },
      files: {
        fp32: { path: basename(graph), ...(externalData.length > 0 && { externalData }) },
      },
      input: {
        ...tensorOf(input),
        ...(normalizations as Partial<typeof normalizations>)[
          answers.normalization as Normalization
        ],
        ...sizesOf(input, answers),
      },
      output: {
        name: answers.output === '' ? (output ?? '') : answers.output,
        kind: answers.kind,
        ...(answers.maxDepth !== '' && { maxDepth: Number(answers.maxDepth) }),
      },
    },
    file,
  )
  matchDescriptor(descriptor, signature)
  await run(descriptor)
  await writeFileAtomic(file, `${JSON.stringify(descriptor, null, 2)}\n`)
  return descriptor
}

/** The part of a descriptor that the graph's input shows; what is usual is left out. */
function tensorOf({ name, rank, type, layout }: ImageInput): Partial<ModelInput> {
  return {
    name,
    rank,
    ...(type !== 'float32' && { elementType: type }),
    ...(layout !== 'nchw' && { layout }),
  }
}

/** A graph that fixes both sides leaves nothing to choose. */
function sizesOf(
  { width, height }: ImageInput,
  { sizing, size, sizeMultiple }: CustomModelAnswers,
): object {
  if (width !== undefined && height !== undefined) {
    return { sizeMultiple: 1, sizing: 'fixed', size: Math.max(width, height), width, height }
  }
  return {
    sizeMultiple: Number(sizeMultiple),
    sizing,
    size: Number(size),
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
  }
}

/** A usable id that no other model has: the graph's name in lower case, with a number if need be. */
async function freeId(graph: string): Promise<string> {
  const stem = basename(graph, extname(graph)).toLowerCase()
  const id = stem.replace(/[^a-z0-9._-]+/g, '-').replace(/^[._-]+/, '') || 'model'
  const { models } = await availableModels(dirname(graph))
  const taken = new Set(models.map((model) => model.id))
  let free = id
  for (let number = 2; taken.has(free); number++) free = `${id}-${number}`
  return free
}
