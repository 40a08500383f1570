import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { partialFile } from '../../lib/hub/blob'
import { downloadModel, type DownloadOptions, type Timeouts } from '../../lib/hub/download-model'
import { blobFile } from '../../lib/hub/layout'
import type { LocatedFile } from '../../lib/hub/locate'
import { storeSettings, type StoreSettings } from '../../lib/hub/settings'
import type { ModelDescriptor } from '../../lib/models/descriptor'
import { graphFile, published, source } from '../models/published-model'
import { HubServer, sha256, type HubFile, type HubServerOptions } from './hub-server'

/** A store in a fresh folder, that reads nothing of this machine's environment. */
export async function freshStore(endpoint: string): Promise<StoreSettings> {
  const folder = await mkdtemp(join(tmpdir(), 'depth-store-'))
  return storeSettings(
    { endpoint, cacheFolder: join(folder, 'hub'), folder: join(folder, 'depth-models') },
    {},
  )
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
export function unwatched(): DownloadOptions {
  const { signal } = new AbortController()
  return { signal, onProgress: () => undefined, timeouts: briefTimeouts }
}

/** A hub that serves `published`, and a store that downloads from it. */
export class StoreUnderTest {
  server!: HubServer
  settings!: StoreSettings
  /** The files that the hub serves. */
  files: readonly HubFile[] = []

  /** Starts the hub, with an empty store. */
  async open(files: readonly HubFile[], options: Partial<HubServerOptions> = {}): Promise<void> {
    this.files = files
    this.server = await HubServer.start({ repository: source.repository, files, ...options })
    const { token } = options
    this.settings = {
      ...(await freshStore(this.server.endpoint)),
      ...(token !== undefined && { token }),
    }
  }

  /** Ends the hub and deletes the store. */
  async close(): Promise<void> {
    await this.server.close()
    await rm(dirname(this.settings.cacheFolder), { recursive: true, force: true })
  }

  /** The content of the first file. */
  get content(): Buffer {
    const [first] = this.files
    if (first === undefined) throw new Error('the hub serves no file')
    return first.content
  }

  /** Where the first file's bytes lie in the cache. */
  get blob(): string {
    return blobFile(this.settings, source, sha256(this.content))
  }

  get partial(): string {
    return partialFile(this.blob)
  }

  download(
    descriptor: ModelDescriptor = published,
    options: Partial<DownloadOptions> = {},
  ): Promise<LocatedFile> {
    return downloadModel(descriptor, 'fp32', this.settings, { ...unwatched(), ...options })
  }
}

/** To be called in a `describe`: each of its tests has a hub and an empty store of its own. */
export function storeUnderTest(
  options: Partial<HubServerOptions> = {},
  files: () => readonly HubFile[] = () => [graphFile()],
): StoreUnderTest {
  const store = new StoreUnderTest()
  beforeEach(() => store.open(files(), options))
  afterEach(() => store.close())
  return store
}
