import { askServer } from './ask-server'
import type { DeviceProbe } from '../lib/inference/backends/onnxruntime-process/probe'
import type { Inspection } from '../lib/node-red/admin/inspection'
import type { ListedModel, ListedPrecision, ModelList } from '../lib/node-red/admin/model-list'
import type { CustomModelAnswers } from '../lib/models/describe-custom-model'
import type { Precision } from '../lib/models/precision'
import type { DownloadReport } from '../lib/hub/downloads'
export type {
  DeviceProbe,
  DownloadReport,
  Inspection,
  ListedModel,
  ListedPrecision,
  ModelList,
  CustomModelAnswers,
  Precision,
}

/** One file of the store: a precision of a model. */
export interface FileName {
  readonly store: string
  readonly model: string
  readonly precision: Precision
}

/** The admin routes of lib/node-red/admin/routes.ts. URLs are relative, so jQuery adds the token. */
export const modelApi = {
  list: (store: string) => ask<ModelList>('GET', 'models', { store }),
  downloads: () => ask<readonly DownloadReport[]>('GET', 'downloads', {}),
  download: (file: FileName) => ask<DownloadReport>('POST', 'download', file),
  cancel: (file: FileName) => ask<DownloadReport | null>('POST', 'cancel', file),
  remove: (file: FileName) => ask<unknown>('POST', 'delete', file),
  acceptLicense: (store: string, model: string) =>
    ask<unknown>('POST', 'accept-license', { store, model }),
  automatic: () => ask<{ readonly provider: string }>('GET', 'automatic', {}),
  probe: (device: string) => ask<DeviceProbe>('POST', 'probe', { device }),
  inspect: (file: FileName) => ask<Inspection>('POST', 'inspect', file),
  inspectCustom: (store: string, file: string) =>
    ask<Inspection>('POST', 'inspect', { store, file }),
  describe: (store: string, file: string, answers: CustomModelAnswers) =>
    ask<{ readonly id: string }>('POST', 'describe', { store, file, ...answers }),
}

/** Calls `listener` with each change of a download; returns a function that ends this. */
export function watchDownloads(listener: (report: DownloadReport) => void): () => void {
  const receive = (_topic: string, data: unknown) => listener(data as DownloadReport)
  RED.comms.subscribe('depth-models', receive)
  return () => RED.comms.unsubscribe('depth-models', receive)
}

function ask<Answer>(method: 'GET' | 'POST', route: string, fields: object): Promise<Answer> {
  return askServer(method, `depth-infer/${route}`, fields)
}
