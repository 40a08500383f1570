import { DepthError, toDepthError } from '../../lib/errors'
import type { ThrottledStatus } from '../../lib/node-red/status'
import type { ModelDescriptor, Precision } from '../../lib/models/descriptor'
import { requireDownloadable } from '../../lib/hub/download-model'
import { downloads, type Download, type DownloadReport } from '../../lib/hub/downloads'
import { durationText, sizeText } from '../../lib/hub/progress-text'
import type { StoreSettings } from '../../lib/hub/settings'
import type { DepthInferConfig } from './config'

/** A download that failed is not tried again by each message of a camera. */
const retryMs = 60_000

/**
 * The downloads of the models that one node uses, whoever started them: their progress in the
 * node's status, and the download of what is missing, where the node's dialog asks for it.
 */
export class ModelDownload {
  readonly #store: StoreSettings
  readonly #whenMissing: boolean
  readonly #status: Pick<ThrottledStatus, 'set'>
  readonly #endWatch: () => void
  /** Ids of the models whose downloads are told of. */
  readonly #watched: Set<string>
  #last: Download | undefined
  #failedAt = -Infinity

  constructor(
    config: DepthInferConfig,
    store: StoreSettings,
    status: Pick<ThrottledStatus, 'set'>,
  ) {
    this.#store = store
    this.#whenMissing = config.download
    this.#watched = new Set(config.modelType === 'catalog' ? [config.model] : [])
    this.#status = status
    this.#endWatch = downloads.watch((report) => this.#show(report))
  }

  /** Ends with the download that was found or started last. @throws DepthError as downloadModel */
  get finished(): Promise<unknown> {
    return this.#last?.finished ?? Promise.resolve()
  }

  /**
   * What to say of a model whose file was not found; starts its download where it may.
   *
   * @param order precisions that would do, best first
   * @param error the error of the search
   * @returns MODEL_DOWNLOADING while a download runs, LICENSE_NOT_ACCEPTED or OFFLINE where it may
   *   not begin, its fault after it failed, else `error`
   */
  async missing(
    descriptor: ModelDescriptor,
    order: readonly Precision[],
    error: DepthError,
  ): Promise<DepthError> {
    if (error.code !== 'MODEL_FILE_MISSING' || descriptor.source === undefined) return error
    this.#watched.add(descriptor.id)
    const running = order
      .map((precision) => downloads.find(descriptor.id, precision, this.#store))
      .find((download) => download?.report.state === 'running')
    const [best] = order
    try {
      const download = running ?? (best && (await this.#start(descriptor, best)))
      if (download === undefined) return error
      this.#last = download
      const { report } = download
      if (report.state === 'running') return stillComing(descriptor, report)
      return report.error === undefined
        ? error
        : new DepthError(report.error.code, report.error.message)
    } catch (thrown) {
      return toDepthError(thrown)
    }
  }

  /** To be called when the node closes. A download goes on: others may wait for it. */
  close(): void {
    this.#endWatch()
  }

  /** A new download, or the one that failed a moment ago. */
  async #start(descriptor: ModelDescriptor, precision: Precision): Promise<Download | undefined> {
    if (!this.#whenMissing) return undefined
    if (performance.now() - this.#failedAt < retryMs) return this.#last
    await requireDownloadable(descriptor, precision, this.#store)
    const download = downloads.start(descriptor, precision, this.#store)
    download.finished.catch(() => (this.#failedAt = performance.now()))
    return download
  }

  #show(report: DownloadReport): void {
    const { model, cacheFolder, state, error } = report
    if (!this.#watched.has(model) || cacheFolder !== this.#store.cacheFolder) return
    if (state === 'running') {
      this.#status.set({ fill: 'blue', shape: 'ring', text: progressText(report) })
    } else if (state === 'done') {
      this.#status.set({ fill: 'green', shape: 'ring', text: 'depth-infer.status.downloaded' })
    } else {
      this.#status.set({ fill: 'red', shape: 'ring', text: error?.code ?? state })
    }
  }
}

/** "34 % of 99.1 MB, 5.20 MB/s, 12 s left" */
function progressText({ bytes, total, bytesPerSecond, remainingSeconds }: DownloadReport): string {
  if (total === undefined) return 'depth-infer.status.downloading'
  const parts = [
    `${Math.floor((bytes / Math.max(1, total)) * 100)} % of ${sizeText(total)}`,
    ...(bytesPerSecond === undefined ? [] : [`${sizeText(bytesPerSecond)}/s`]),
    ...(remainingSeconds === undefined ? [] : [`${durationText(remainingSeconds)} left`]),
  ]
  return parts.join(', ')
}

function stillComing({ name }: ModelDescriptor, { bytes, total }: DownloadReport): DepthError {
  const far = total === undefined ? '' : ` (${sizeText(bytes)} of ${sizeText(total)})`
  return new DepthError(
    'MODEL_DOWNLOADING',
    `${name} is being downloaded${far}. The status of the node tells when it is there; send the image again then.`,
  )
}
