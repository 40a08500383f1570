import { basename, join } from 'node:path'
import { DepthError, messageOf } from '../../errors'
import { customModelsFolder } from '../../hub/layout'
import { locateModel } from '../../hub/locate'
import { matchDescriptor } from '../../models/match'
import { proposeDescriptor, type Proposal } from '../../models/propose'
import type { Signature } from '../../models/signature'
import type { StoreSettings } from '../../hub/settings'
import type { ListedFile } from './model-list'

/** Inputs and outputs of a graph. */
export type Inspector = (file: string) => Promise<Signature>

/** The interface of a model's file. */
export interface Inspection extends Signature {
  /** Why the file does not fit the model that was named. */
  readonly mismatch?: string
  /** The parts of a descriptor that follow from the file. */
  readonly proposal: Proposal
}

/** Inspects the file of a model in the store, and holds it against its descriptor. */
export async function inspectListed(
  inspectModel: Inspector,
  { descriptor, precision, settings }: ListedFile,
): Promise<Inspection> {
  const { file } = await locateModel(descriptor, precision, settings)
  const inspection = await inspectFile(inspectModel, file)
  try {
    matchDescriptor(descriptor, inspection)
    return inspection
  } catch (thrown) {
    return { ...inspection, mismatch: messageOf(thrown) }
  }
}

/** Inspects a graph for which there may be no descriptor yet. */
export async function inspectFile(inspectModel: Inspector, file: string): Promise<Inspection> {
  const signature = await inspectModel(file)
  return { ...signature, proposal: proposeDescriptor(signature) }
}

/**
 * The path of a graph in the folder of custom models. A bare name keeps a request inside that folder.
 *
 * @throws DepthError FILE_FORBIDDEN
 */
export function customGraph(name: string, settings: StoreSettings): string {
  if (basename(name) === name && !name.includes('\\') && name.endsWith('.onnx')) {
    return join(customModelsFolder(settings), name)
  }
  throw new DepthError(
    'FILE_FORBIDDEN',
    `"${name}" is not the name of an .onnx file in ${customModelsFolder(settings)}.`,
  )
}
