/**
 * The admin routes of the model picker, below Node-RED's admin root:
 *
 * | route | permission | fields | answer |
 * | --- | --- | --- | --- |
 * | GET depth-infer/models | read | store | ModelList |
 * | GET depth-infer/downloads | read | | DownloadReport[], of this Node-RED |
 * | POST depth-infer/download | write | store, model, precision | DownloadReport |
 * | POST depth-infer/cancel | write | store, model, precision | DownloadReport or null |
 * | POST depth-infer/delete | write | store, model, precision | FileState |
 * | POST depth-infer/accept-licence | write | store, model | { accepted: true } |
 * | POST depth-infer/probe | write | device | { usable, reason? } |
 * | POST depth-infer/inspect | write | store, and model and precision, or file | Inspection |
 *
 * GET takes its fields from the query, POST from a JSON body (`contentType: 'application/json'`).
 * `store` is the id of a deployed depth-store node or empty; `file` is the name of a graph in the
 * folder that ModelList names `ownFolder`. The permissions are `depth-infer.read` and
 * `depth-infer.write`. An error is answered with a status from 400 on and `{ code, message }`.
 *
 * Each change of a download is published to the topic `depth-models` (RED.comms) as a
 * DownloadReport, at most twice a second for each while it runs.
 */
import { basename, join } from 'node:path'
import type { NodeAPI } from 'node-red'
import { DepthError, messageOf } from '../errors'
import { availableModels, findAvailable, ownModelsFolder } from '../models/available'
import type { ModelDescriptor, Precision } from '../models/descriptor'
import { locateModel } from '../models/locate'
import { matchDescriptor, type Signature } from '../models/match'
import { readOnnxHeader, type OnnxHeader } from '../models/onnx-header'
import { precisionOrder } from '../models/precision'
import { proposeDescriptor, type Proposal } from '../models/propose'
import { requireDownloadable } from '../models/store/download-model'
import { downloads, type DownloadReport } from '../models/store/downloads'
import { acceptLicence, isLicenceAccepted } from '../models/store/licences'
import { removeModel } from '../models/store/remove-model'
import type { StoreSettings } from '../models/store/settings'
import { fileState, type FileState } from '../models/store/states'
import { answering } from './admin-request'
import { storeOf } from './store'

/** What the routes need of the runtime. */
export interface AdminServices {
  /** Whether a session can be made on a device, and why not. */
  readonly probeDevice: (
    device: string,
  ) => Promise<{ readonly usable: boolean; readonly reason?: string }>
  /** Inputs and outputs of a graph. */
  readonly inspectModel: (file: string) => Promise<Signature>
}

/** What the picker shows. */
export interface ModelList {
  readonly endpoint: string
  readonly offline: boolean
  readonly cacheFolder: string
  /** Where a user's own models are looked for. */
  readonly ownFolder: string
  readonly models: readonly ListedModel[]
  /** Own files that cannot be used, with the reason. */
  readonly faults: readonly { readonly file: string; readonly message: string }[]
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
  /** Size of the download as the descriptor knows it. */
  readonly downloadBytes?: number
  readonly download?: DownloadReport
}

export type Inspection = OnnxHeader &
  Signature & {
    /** Why the file does not fit the model that was named. */
    readonly mismatch?: string
    /** What a descriptor of the file would say. */
    readonly proposal: Proposal
  }

const topic = 'depth-models'

/** Every change goes to every open editor. */
const reportSpacingMs = 500

const registered = new WeakSet()

/** Registers the routes, once for each Node-RED. */
export function registerAdmin(RED: NodeAPI, services: AdminServices): void {
  if (registered.has(RED.httpAdmin)) return
  registered.add(RED.httpAdmin)
  publishReports(RED)
  const read = RED.auth.needsPermission('depth-infer.read')
  const write = RED.auth.needsPermission('depth-infer.write')
  const named = ['store', 'model', 'precision'] as const

  RED.httpAdmin.get(
    '/depth-infer/models',
    read,
    answering(['store'], ({ store }) => listModels(storeOf(RED, store))),
  )
  RED.httpAdmin.get(
    '/depth-infer/downloads',
    read,
    answering([], () => Promise.resolve(downloads.reports)),
  )
  RED.httpAdmin.post(
    '/depth-infer/download',
    write,
    answering(named, async (fields) => {
      const { descriptor, precision, settings } = await target(RED, fields)
      await requireDownloadable(descriptor, precision, settings)
      return downloads.start(descriptor, precision, settings).report
    }),
  )
  RED.httpAdmin.post(
    '/depth-infer/cancel',
    write,
    answering(named, async (fields) => {
      const { descriptor, precision, settings } = await target(RED, fields)
      return cancelDownload(descriptor, precision, settings)
    }),
  )
  RED.httpAdmin.post(
    '/depth-infer/delete',
    write,
    answering(named, async (fields) => {
      const { descriptor, precision, settings } = await target(RED, fields)
      await cancelDownload(descriptor, precision, settings)
      await removeModel(descriptor, precision, settings)
      return fileState(descriptor, precision, settings)
    }),
  )
  RED.httpAdmin.post(
    '/depth-infer/accept-licence',
    write,
    answering(['store', 'model'], async ({ store, model }) => {
      const settings = storeOf(RED, store)
      await acceptLicence(await findAvailable(model, settings), settings)
      return { accepted: true }
    }),
  )
  RED.httpAdmin.post(
    '/depth-infer/probe',
    write,
    answering(['device'], ({ device }) => services.probeDevice(device)),
  )
  RED.httpAdmin.post(
    '/depth-infer/inspect',
    write,
    answering([...named, 'file'], async (fields) =>
      fields.file === ''
        ? inspectListed(services, await target(RED, fields))
        : inspectFile(services, ownFile(fields.file, storeOf(RED, fields.store))),
    ),
  )
}

interface Target {
  readonly descriptor: ModelDescriptor
  readonly precision: Precision
  readonly settings: StoreSettings
}

async function target(
  RED: NodeAPI,
  fields: Readonly<Record<'store' | 'model' | 'precision', string>>,
): Promise<Target> {
  const settings = storeOf(RED, fields.store)
  const descriptor = await findAvailable(fields.model, settings)
  const existing = Object.keys(descriptor.files) as Precision[]
  const precision = existing.find((candidate) => candidate === fields.precision)
  if (precision !== undefined) return { descriptor, precision, settings }
  throw new DepthError(
    'CONFIG_INVALID',
    `${descriptor.name} has no precision "${fields.precision}"; it has ${existing.join(', ')}.`,
  )
}

async function listModels(settings: StoreSettings): Promise<ModelList> {
  const { models, faults } = await availableModels(settings)
  return {
    endpoint: settings.endpoint,
    offline: settings.offline,
    cacheFolder: settings.cacheFolder,
    ownFolder: ownModelsFolder(settings),
    models: await Promise.all(models.map((descriptor) => listModel(descriptor, settings))),
    faults: faults.map(({ file, error }) => ({ file, message: error.message })),
  }
}

async function listModel(
  descriptor: ModelDescriptor,
  settings: StoreSettings,
): Promise<ListedModel> {
  const { files, ...rest } = descriptor
  const [processor] = precisionOrder(descriptor, 'cpu', 'auto')
  const [graphics] = precisionOrder(descriptor, 'cuda', 'auto')
  const precisions = (Object.keys(files) as Precision[]).map((precision) =>
    listPrecision(descriptor, precision, settings),
  )
  return {
    ...rest,
    accepted: await isLicenceAccepted(descriptor, settings),
    precisions: await Promise.all(precisions),
    preferred: {
      ...(processor !== undefined && { processor }),
      ...(graphics !== undefined && { graphics }),
    },
  }
}

async function listPrecision(
  descriptor: ModelDescriptor,
  precision: Precision,
  settings: StoreSettings,
): Promise<ListedPrecision> {
  const downloadBytes = descriptor.files[precision]?.bytes
  const download = downloads.find(descriptor.id, precision, settings)?.report
  return {
    ...(await fileState(descriptor, precision, settings)),
    precision,
    ...(downloadBytes !== undefined && { downloadBytes }),
    ...(download !== undefined && { download }),
  }
}

async function cancelDownload(
  descriptor: ModelDescriptor,
  precision: Precision,
  settings: StoreSettings,
): Promise<DownloadReport | null> {
  const download = downloads.find(descriptor.id, precision, settings)
  if (download === undefined) return null
  download.cancel()
  await download.finished.catch(() => undefined)
  return download.report
}

async function inspectListed(
  services: AdminServices,
  { descriptor, precision, settings }: Target,
): Promise<Inspection> {
  const { file } = await locateModel(descriptor, precision, settings)
  const inspection = await inspectFile(services, file)
  try {
    matchDescriptor(descriptor, inspection)
    return inspection
  } catch (thrown) {
    return { ...inspection, mismatch: messageOf(thrown) }
  }
}

async function inspectFile(services: AdminServices, file: string): Promise<Inspection> {
  const header = await readOnnxHeader(file)
  const signature = await services.inspectModel(file)
  return { ...header, ...signature, proposal: proposeDescriptor(signature) }
}

/** A bare name keeps the request inside the folder. */
function ownFile(name: string, settings: StoreSettings): string {
  if (basename(name) === name && !name.includes('\\') && name.endsWith('.onnx')) {
    return join(ownModelsFolder(settings), name)
  }
  throw new DepthError(
    'FILE_FORBIDDEN',
    `"${name}" is not the name of an .onnx file in ${ownModelsFolder(settings)}.`,
  )
}

/** Small reports only: every open editor has an unbounded queue of them. */
function publishReports(RED: NodeAPI): void {
  const lastSent = new Map<string, number>()
  downloads.watch((report) => {
    const key = `${report.model} ${report.precision}`
    const now = performance.now()
    const tooSoon = now - (lastSent.get(key) ?? -Infinity) < reportSpacingMs
    if (report.state === 'running' && tooSoon) return
    lastSent.set(key, now)
    RED.comms.publish(topic, report, false)
  })
}
