import { customModelsFolder } from '../../hub/layout'
import { availableModels } from '../../models/available'
import type { ModelDescriptor } from '../../models/descriptor'
import { precisionOrder, type Precision } from '../../models/precision'
import { downloads, type DownloadReport } from '../../hub/downloads'
import { isLicenseAccepted } from '../../hub/licenses'
import type { StoreSettings } from '../../hub/settings'
import { fileState, type FileState } from '../../hub/states'
import { isVerified } from '../../models/unverified'

/** What the picker shows. */
export interface ModelList {
  readonly endpoint: string
  readonly offline: boolean
  readonly cacheFolder: string
  /** Where a user's custom models are looked for. */
  readonly customFolder: string
  readonly models: readonly ListedModel[]
  /** Names of graphs in the own folder that have no descriptor yet. */
  readonly undescribed: readonly string[]
  /** Own files that cannot be used, with the reason. */
  readonly unusable: readonly { readonly file: string; readonly message: string }[]
}

/** A descriptor with its state in the store. */
export interface ListedModel extends Omit<ModelDescriptor, 'files'> {
  readonly accepted: boolean
  readonly precisions: readonly ListedPrecision[]
  /** What `auto` takes on the processor and on a graphics processor. */
  readonly preferred: { readonly processor?: Precision; readonly graphics?: Precision }
}

export type ListedPrecision = FileState & {
  readonly precision: Precision
  /** Size of the download as the descriptor knows it, and whether it is a round figure. */
  readonly downloadBytes?: number
  readonly approximate: boolean
  readonly download?: DownloadReport
}

/** One precision of a model in a store. */
export interface ListedFile {
  readonly descriptor: ModelDescriptor
  readonly precision: Precision
  readonly settings: StoreSettings
}

/** Every model that a node may choose, with its state in a store. */
export async function listModels(settings: StoreSettings): Promise<ModelList> {
  const { models, undescribed, unusable } = await availableModels(customModelsFolder(settings))
  return {
    endpoint: settings.endpoint,
    offline: settings.offline,
    cacheFolder: settings.cacheFolder,
    customFolder: customModelsFolder(settings),
    models: await Promise.all(models.map((descriptor) => listModel(descriptor, settings))),
    undescribed,
    unusable: unusable.map(({ file, error }) => ({ file, message: error.message })),
  }
}

async function listModel(
  descriptor: ModelDescriptor,
  settings: StoreSettings,
): Promise<ListedModel> {
  const { files, ...rest } = descriptor
  const [processor] = precisionOrder(descriptor, 'processor', 'auto')
  const [graphics] = precisionOrder(descriptor, 'graphics', 'auto')
  const precisions = (Object.keys(files) as Precision[]).map((precision) =>
    listPrecision({ descriptor, precision, settings }),
  )
  return {
    ...rest,
    accepted: await isLicenseAccepted(descriptor, settings),
    precisions: await Promise.all(precisions),
    preferred: {
      ...(processor !== undefined && { processor }),
      ...(graphics !== undefined && { graphics }),
    },
  }
}

async function listPrecision(file: ListedFile): Promise<ListedPrecision> {
  const { descriptor, precision, settings } = file
  const downloadBytes = knownBytes(descriptor, precision)
  const download = downloads.find(descriptor.id, precision, settings)?.report
  return {
    ...(await fileState(descriptor, precision, settings)),
    precision,
    ...(downloadBytes !== undefined && { downloadBytes }),
    approximate: !isVerified(descriptor, `/files/${precision}`),
    ...(download !== undefined && { download }),
  }
}

/** Of graph and weights together; undefined where neither is known. */
function knownBytes({ files }: ModelDescriptor, precision: Precision): number | undefined {
  const model = files[precision]
  const sizes = [model, ...(model?.externalData ?? [])].flatMap((part) => part?.bytes ?? [])
  return sizes.length === 0 ? undefined : sizes.reduce((sum, bytes) => sum + bytes)
}
