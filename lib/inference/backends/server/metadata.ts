import { DepthError } from '../../../errors'
import type { ModelDescriptor } from '../../../models/descriptor'
import { matchTensors } from '../../../models/match'
import type { ImageInput, TensorShape } from '../../../models/signature'
import type { AnswerBody } from './answer-body'
import { typeOfDatatype } from './wire'

/** A dimension that is free. */
const free = -1

/**
 * How a server's model takes an image: as its metadata says, or its descriptor where the metadata
 * list nothing, as those of KServe's custom models.
 *
 * @param metadata what `GET v2/models/NAME` answered
 * @param server names it in errors
 * @throws DepthError MODEL_MISMATCH, SERVER_FAILED
 */
export function inputAtServer(
  metadata: AnswerBody,
  descriptor: ModelDescriptor,
  server: string,
): ImageInput {
  const { inputs, outputs } = parsed(metadata, server)
  const signature = {
    inputs: tensorsIn(inputs, server) ?? [describedInput(descriptor)],
    outputs: tensorsIn(outputs, server) ?? [describedOutput(descriptor)],
  }
  return matchTensors(descriptor, signature, `The model at ${server}`)
}

function parsed(json: AnswerBody, server: string): Partial<Record<string, unknown>> {
  try {
    return (JSON.parse(json.text()) ?? {}) as Partial<Record<string, unknown>>
  } catch {
    throw unreadable(server)
  }
}

function unreadable(server: string): DepthError {
  return new DepthError(
    'SERVER_FAILED',
    `${server} answers with metadata that cannot be read. Check that it is an inference server ` +
      '(Open Inference Protocol).',
  )
}

function describedInput({ input }: ModelDescriptor): TensorShape {
  const { name, elementType = 'float32', layout, rank, width = free, height = free } = input
  const dims = layout === 'nhwc' ? [height, width, 3] : [3, height, width]
  return { name, type: elementType, dims: [...(rank === 5 ? [1, 1] : [1]), ...dims] }
}

/** Of any shape: the answers show it. */
function describedOutput({ output }: ModelDescriptor): TensorShape {
  return { name: output.name, type: 'float32', dims: [] }
}

/** Undefined where nothing is listed. */
function tensorsIn(list: unknown, server: string): readonly TensorShape[] | undefined {
  if (list === undefined || list === null) return undefined
  if (Array.isArray(list)) {
    const tensors = list.map(tensorOf)
    if (tensors.every((tensor) => tensor !== undefined)) {
      return tensors.length === 0 ? undefined : tensors
    }
  }
  throw unreadable(server)
}

function tensorOf(listed: unknown): TensorShape | undefined {
  const { name, datatype, shape } = (listed ?? {}) as Partial<Record<string, unknown>>
  const isShape = Array.isArray(shape) && shape.every((side) => Number.isInteger(Number(side)))
  if (typeof name !== 'string' || typeof datatype !== 'string' || !isShape) return undefined
  return { name, type: typeOfDatatype(datatype), dims: shape.map(Number) }
}
