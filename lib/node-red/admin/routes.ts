/**
 * The admin routes of the model picker, below Node-RED's admin root:
 *
 * | route | permission | fields | answer |
 * | --- | --- | --- | --- |
 * | GET depth-infer/models | read | store | ModelList |
 * | GET depth-infer/downloads | read | | DownloadReport[], of this Node-RED |
 * | GET depth-infer/automatic | read | | { provider } that the device `auto` takes |
 * | POST depth-infer/download | write | store, model, precision | DownloadReport |
 * | POST depth-infer/cancel | write | store, model, precision | DownloadReport or null |
 * | POST depth-infer/delete | write | store, model, precision | FileState |
 * | POST depth-infer/accept-license | write | store, model | { accepted: true } |
 * | POST depth-infer/probe | write | device | { usable, provider?, reason? } |
 * | POST depth-infer/inspect | write | store, and model and precision, or file | Inspection |
 * | POST depth-infer/describe | write | store, file, and those of CustomModelAnswers | { id } |
 *
 * GET takes its fields from the query, POST from a JSON body (`contentType: 'application/json'`).
 * `store` is the id of a deployed depth-store node or empty; `file` is the name of a graph in the
 * folder that ModelList names `customFolder`. The permissions are `depth-infer.read` and
 * `depth-infer.write`. An error is answered with a status from 400 on and `{ code, message }`.
 *
 * Each change of a download is published to the topic `depth-models` (RED.comms) as a
 * DownloadReport, at most twice a second for each while it runs.
 */
import type { NodeAPI } from 'node-red'
import { DepthError } from '../../errors'
import { customModelsFolder } from '../../hub/layout'
import { findAvailable } from '../../models/available'
import type { Precision } from '../../models/descriptor'
import { describeCustomModel, customModelAnswers } from '../../models/describe-custom-model'
import { requireDownloadable } from '../../hub/download-model'
import { downloads } from '../../hub/downloads'
import { acceptLicense } from '../../hub/licenses'
import { removeModel } from '../../hub/remove-model'
import { fileState } from '../../hub/states'
import { storeOf } from '../model-store'
import { cancelDownload, publishReports } from './downloads'
import { inspectFile, inspectListed, customGraph, type Inspector } from './inspection'
import { listModels, type ListedFile } from './model-list'
import { answering } from './request'

/** What the routes need of the runtime. */
export interface AdminServices {
  /** Whether a session can be made on a device, and why not. */
  readonly probeDevice: (
    device: string,
  ) => Promise<{ readonly usable: boolean; readonly provider?: string; readonly reason?: string }>
  /** The provider that the device `auto` takes on this machine. */
  readonly automaticProvider: () => Promise<string>
  readonly inspectModel: Inspector
}

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
  RED.httpAdmin.get(
    '/depth-infer/automatic',
    read,
    answering([], async () => ({ provider: await services.automaticProvider() })),
  )
  RED.httpAdmin.post(
    '/depth-infer/download',
    write,
    answering(named, async (fields) => {
      const { descriptor, precision, settings } = await listedFile(RED, fields)
      await requireDownloadable(descriptor, precision, settings)
      return downloads.start(descriptor, precision, settings).report
    }),
  )
  RED.httpAdmin.post(
    '/depth-infer/cancel',
    write,
    answering(named, async (fields) => cancelDownload(await listedFile(RED, fields))),
  )
  RED.httpAdmin.post(
    '/depth-infer/delete',
    write,
    answering(named, async (fields) => {
      const file = await listedFile(RED, fields)
      const { descriptor, precision, settings } = file
      await cancelDownload(file)
      await removeModel(descriptor, precision, settings)
      return fileState(descriptor, precision, settings)
    }),
  )
  RED.httpAdmin.post(
    '/depth-infer/accept-license',
    write,
    answering(['store', 'model'], async ({ store, model }) => {
      const settings = storeOf(RED, store)
      await acceptLicense(await findAvailable(model, customModelsFolder(settings)), settings)
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
        ? inspectListed(services.inspectModel, await listedFile(RED, fields))
        : inspectFile(services.inspectModel, customGraph(fields.file, storeOf(RED, fields.store))),
    ),
  )
  RED.httpAdmin.post(
    '/depth-infer/describe',
    write,
    answering(['store', 'file', ...customModelAnswers], async ({ store, file, ...answers }) => {
      const graph = customGraph(file, storeOf(RED, store))
      const { id } = await describeCustomModel(graph, await services.inspectModel(graph), answers)
      return { id }
    }),
  )
}

/** The file that a request names. */
async function listedFile(
  RED: NodeAPI,
  fields: Readonly<Record<'store' | 'model' | 'precision', string>>,
): Promise<ListedFile> {
  const settings = storeOf(RED, fields.store)
  const descriptor = await findAvailable(fields.model, customModelsFolder(settings))
  const existing = Object.keys(descriptor.files) as Precision[]
  const precision = existing.find((candidate) => candidate === fields.precision)
  if (precision !== undefined) return { descriptor, precision, settings }
  throw new DepthError(
    'CONFIG_INVALID',
    `${descriptor.name} has no precision "${fields.precision}"; it has ${existing.join(', ')}.`,
  )
}
