import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ModelDescriptor } from '../../lib/models/descriptor'
import type { DownloadOptions, Timeouts } from '../../lib/hub/download-model'
import { storeSettings, type StoreSettings } from '../../lib/hub/settings'
import { HubServer, type HubFile, type HubServerOptions } from '../hub/hub-server'

/** Where `published` comes from. */
export const source = { repository: 'acme/depth', revision: 'main' } as const

/** A model as the catalog has them, whose files HubServer can serve. */
export const published: ModelDescriptor = {
  version: 1,
  id: 'acme-depth',
  name: 'Acme Depth',
  group: 'depth-anything-v2',
  license: { spdx: 'Apache-2.0', commercial: true },
  source,
  files: { fp32: { path: 'onnx/model.onnx' } },
  input: {
    name: 'pixel_values',
    rank: 4,
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
    sizeMultiple: 14,
    sizing: 'lower_bound',
    size: 518,
  },
  output: { name: 'predicted_depth', kind: 'relative-inverse' },
}

/** The graph of `published`, with random bytes: the store does not look into files. */
export function graphFile(bytes = 300_000): HubFile {
  return { path: 'onnx/model.onnx', content: randomBytes(bytes) }
}

/** A store in a fresh folder, that reads nothing of this machine's environment. */
export async function freshStore(endpoint: string): Promise<StoreSettings> {
  const folder = await mkdtemp(join(tmpdir(), 'depth-store-'))
  return storeSettings(
    { endpoint, cacheFolder: join(folder, 'hub'), folder: join(folder, 'depth-models') },
    {},
  )
}

/** A hub that serves `published`, and an empty store that downloads from it. */
export interface ServedModel {
  readonly server: HubServer
  readonly store: StoreSettings
  /** Ends the server and deletes the store. */
  readonly close: () => Promise<void>
}

export async function serveModel(
  files: readonly HubFile[],
  options: Partial<HubServerOptions> = {},
): Promise<ServedModel> {
  const server = await HubServer.start({ repository: source.repository, files, ...options })
  const { token } = options
  const store = { ...(await freshStore(server.endpoint)), ...(token !== undefined && { token }) }
  const close = async () => {
    await server.close()
    await rm(dirname(store.cacheFolder), { recursive: true, force: true })
  }
  return { server, store, close }
}

/** Timeouts that a test can wait for. */
export const briefTimeouts: Timeouts = {
  stallMs: 400,
  describeMs: 5_000,
  retryDelaysMs: [10, 20],
  pollMs: 20,
  staleMs: 1_000,
}

/** Options of a download whose progress nobody watches. */
export function unwatched(timeouts: Timeouts = briefTimeouts): DownloadOptions {
  return { signal: new AbortController().signal, onProgress: () => undefined, timeouts }
}
