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
import type { RequestHandler } from 'express'
import type { NodeAPI } from 'node-red'
import { DepthError } from '../../errors'
import { customModelsFolder } from '../../hub/layout'
import { findAvailable } from '../../models/available'
import type { ModelDescriptor } from '../../models/descriptor'
import type { Precision } from '../../models/precision'
import { describeCustomModel, customModelAnswers } from '../../models/describe-custom-model'
import { requireDownloadable } from '../../hub/download-model'
import { downloads, type DownloadReport } from '../../hub/downloads'
import { acceptLicense } from '../../hub/licenses'
import { removeModel } from '../../hub/remove-model'
import type { StoreSettings } from '../../hub/settings'
import { fileState, type FileState } from '../../hub/states'
import { storeOf } from '../model-store'
import { cancelDownload, publishReports } from './downloads'
import { inspectFile, inspectListed, customGraph, type Inspector } from './inspection'
import { listModels, type ListedFile } from './model-list'
import { jsonHandler, type Fields } from './request'

/** What the routes need of the runtime. */
export interface AdminServices {
  /** Whether a session can be made on a device, and why not. */
  readonly probeDevice: (
    device: string,
  ) => Promise<{ readonly usable: boolean; readonly provider?: string; readonly reason?: string }>
  /** The provider that the device `auto` takes on this machine. */
  readonly automaticProvider: () => Promise<string>
  readonly inspectModel: Inspector
  /** Runs a graph once with its descriptor, and throws what is wrong. */
  readonly tryModel: (graph: string, descriptor: ModelDescriptor) => Promise<void>
}

interface Route {
  readonly method: 'get' | 'post'
  readonly path: string
  readonly permission: 'read' | 'write'
  readonly handler: RequestHandler
}

const registered = new WeakSet()

/** Registers the routes, once for each Node-RED. */
export function registerAdmin(RED: NodeAPI, services: AdminServices): void {
  if (registered.has(RED.httpAdmin)) return
  registered.add(RED.httpAdmin)
  publishReports(RED)
  for (const { method, path, permission, handler } of routes(RED, services)) {
    const permitted = RED.auth.needsPermission(`depth-infer.${permission}`)
    RED.httpAdmin[method](`/depth-infer/${path}`, permitted, handler)
  }
}

const fileFields = ['store', 'model', 'precision'] as const

function routes(RED: NodeAPI, services: AdminServices): readonly Route[] {
  return [
    read('models', ['store'], ({ store }) => listModels(storeOf(RED, store))),
    read('downloads', [], () => Promise.resolve(downloads.reports)),
    read('automatic', [], async () => ({ provider: await services.automaticProvider() })),
    write('download', fileFields, async (fields) => download(await listedFile(RED, fields))),
    write('cancel', fileFields, async (fields) => cancelDownload(await listedFile(RED, fields))),
    write('delete', fileFields, async (fields) => remove(await listedFile(RED, fields))),
    write('accept-license', ['store', 'model'], ({ store, model }) =>
      accept(model, storeOf(RED, store)),
    ),
    write('probe', ['device'], ({ device }) => services.probeDevice(device)),
    write('inspect', [...fileFields, 'file'], async (fields) =>
      fields.file === ''
        ? inspectListed(services.inspectModel, await listedFile(RED, fields))
        : inspectFile(services.inspectModel, customGraph(fields.file, storeOf(RED, fields.store))),
    ),
    write(
      'describe',
      ['store', 'file', ...customModelAnswers],
      async ({ store, file, ...answers }) => {
        const graph = customGraph(file, storeOf(RED, store))
        const signature = await services.inspectModel(graph)
        const run = (descriptor: ModelDescriptor) => services.tryModel(graph, descriptor)
        const { id } = await describeCustomModel(graph, signature, answers, run)
        return { id }
      },
    ),
  ]
}

type Handle<Name extends string> = (fields: Fields<Name>) => Promise<unknown>

function read<Name extends string>(
  path: string,
  fields: readonly Name[],
  handle: Handle<Name>,
): Route {
  return { method: 'get', path, permission: 'read', handler: jsonHandler(fields, handle) }
}

function write<Name extends string>(
  path: string,
  fields: readonly Name[],
  handle: Handle<Name>,
): Route {
  return { method: 'post', path, permission: 'write', handler: jsonHandler(fields, handle) }
}

async function download({ descriptor, precision, settings }: ListedFile): Promise<DownloadReport> {
  await requireDownloadable(descriptor, precision, settings)
  return downloads.start(descriptor, precision, settings).report
}

async function remove(file: ListedFile): Promise<FileState> {
  const { descriptor, precision, settings } = file
  await cancelDownload(file)
  await removeModel(descriptor, precision, settings)
  return fileState(descriptor, precision, settings)
}

async function accept(model: string, settings: StoreSettings): Promise<{ accepted: true }> {
  await acceptLicense(await findAvailable(model, customModelsFolder(settings)), settings)
  return { accepted: true }
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
    'REQUEST_INVALID',
    `${descriptor.name} has no precision "${fields.precision}"; it has ${existing.join(', ')}.`,
  )
}
