import { EventEmitter } from 'node:events'
import { now } from '../clock'
import { toDepthError, type DepthError, type ErrorCode } from '../errors'
import type { ModelDescriptor } from '../models/descriptor'
import type { Precision } from '../models/precision'
import type { LocatedFile } from './locate'
import {
  downloadModel,
  defaultTimeouts,
  type Connecting,
  type Timeouts,
  type Progress,
} from './download-model'
import { Rate, remainingSeconds } from './rate'
import type { StoreSettings } from './settings'

type DownloadState = 'running' | 'done' | 'failed' | 'canceled'

/** The state of a download at one moment. */
export interface DownloadReport {
  /** Id of the model. */
  readonly model: string
  /** Which store it goes to. */
  readonly cacheFolder: string
  readonly precision: Precision
  readonly state: DownloadState
  readonly bytes: number
  /** Undefined until the hub has sent it. */
  readonly total?: number
  /** The attempt to reach the hub that is made until then. */
  readonly connecting?: Connecting
  readonly bytesPerSecond?: number
  readonly remainingSeconds?: number
  readonly error?: { readonly code: ErrorCode; readonly message: string }
}

/** A download that was started by a node or in the editor. */
export interface Download {
  readonly report: DownloadReport
  /** @throws DepthError as downloadModel does. */
  readonly finished: Promise<LocatedFile>
  cancel(): void
}

/**
 * The downloads of this process. A node and the editor that want the same file share one. The last
 * report of each model and precision is kept.
 */
export class Downloads {
  readonly #running = new Map<string, RunningDownload>()
  readonly #events = new EventEmitter()

  constructor(readonly timeouts: Timeouts = defaultTimeouts) {
    this.#events.setMaxListeners(0)
  }

  /** The running download of a file, or else a new one. */
  start(descriptor: ModelDescriptor, precision: Precision, settings: StoreSettings): Download {
    const key = keyOf(descriptor.id, precision, settings)
    const current = this.#running.get(key)
    if (current?.report.state === 'running') return current
    const { timeouts } = this
    const download = new RunningDownload({ descriptor, precision, settings, timeouts }, (report) =>
      this.#events.emit('report', report),
    )
    this.#running.set(key, download)
    return download
  }

  /** The last download of a file, running or not; undefined if there was none. */
  find(id: string, precision: Precision, settings: StoreSettings): Download | undefined {
    return this.#running.get(keyOf(id, precision, settings))
  }

  /** The last report of every download. */
  get reports(): readonly DownloadReport[] {
    return [...this.#running.values()].map((download) => download.report)
  }

  /** Calls `listener` with each change of any download, until the function returned is called. */
  watch(listener: (report: DownloadReport) => void): () => void {
    this.#events.on('report', listener)
    return () => void this.#events.off('report', listener)
  }
}

/** The downloads of this Node-RED. */
export const downloads = new Downloads()

function keyOf(id: string, precision: Precision, settings: StoreSettings): string {
  return JSON.stringify([settings.cacheFolder, settings.endpoint, id, precision])
}

interface DownloadJob {
  readonly descriptor: ModelDescriptor
  readonly precision: Precision
  readonly settings: StoreSettings
  readonly timeouts: Timeouts
}

class RunningDownload implements Download {
  readonly finished: Promise<LocatedFile>
  readonly #cancel = new AbortController()
  readonly #rate = new Rate()
  readonly #onReport: (report: DownloadReport) => void
  #report: DownloadReport

  constructor(
    { descriptor, precision, settings, timeouts }: DownloadJob,
    onReport: (report: DownloadReport) => void,
  ) {
    this.#onReport = onReport
    const { cacheFolder } = settings
    this.#report = { model: descriptor.id, cacheFolder, precision, state: 'running', bytes: 0 }
    this.finished = downloadModel(descriptor, precision, settings, {
      signal: this.#cancel.signal,
      timeouts,
      onProgress: (progress) => this.#progressed(progress),
    })
    this.finished.then(
      () => this.#set({ state: 'done', bytes: this.#report.total ?? this.#report.bytes }),
      (thrown: unknown) => this.#failed(toDepthError(thrown)),
    )
  }

  get report(): DownloadReport {
    return this.#report
  }

  cancel(): void {
    this.#cancel.abort()
  }

  #progressed(progress: Progress): void {
    const bytesPerSecond = this.#rate.at(progress.bytes, now())
    const remaining = remainingSeconds(progress, bytesPerSecond)
    this.#set({
      ...progress,
      ...(bytesPerSecond !== undefined && { bytesPerSecond }),
      ...(remaining !== undefined && { remainingSeconds: remaining }),
    })
  }

  #failed({ code, message }: DepthError): void {
    const state = code === 'DOWNLOAD_CANCELED' ? 'canceled' : 'failed'
    this.#set({ state, error: { code, message } })
  }

  #set(change: Partial<DownloadReport>): void {
    this.#report = { ...this.#report, ...change }
    this.#onReport(this.#report)
  }
}
