import { now } from '../clock'
import { DepthError, toDepthError } from '../errors'
import type { ModelDescriptor } from '../models/descriptor'
import type { Precision } from '../models/precision'
import { requireDownloadable } from './download-model'
import { downloads, type Download, type DownloadReport } from './downloads'
import { sizeText } from './progress-text'
import type { StoreSettings } from './settings'

/** So that not every message of a camera tries a failed download again. */
const retryMs = 60_000

export interface MissingModelsOptions {
  readonly settings: StoreSettings
  /** Whether a published model that is missing is downloaded. */
  readonly download: boolean
  /** Ids of models whose downloads are reported from the start; others are when they are missed. */
  readonly watched: readonly string[]
  /** Called with each change of a download, whoever started it. */
  readonly onReport: (report: DownloadReport) => void
}

/** Downloads what one node misses, where it may, and reports the progress of its models. */
export class MissingModels {
  readonly #options: MissingModelsOptions
  readonly #watched: Set<string>
  readonly #endWatch: () => void
  #last: Download | undefined
  /** When the last download of each model failed or was canceled, whoever started it. */
  readonly #failedAt = new Map<string, number>()

  constructor(options: MissingModelsOptions) {
    this.#options = options
    this.#watched = new Set(options.watched)
    this.#endWatch = downloads.watch((report) => this.#report(report))
  }

  /** Settles with the download that was found or started last. @throws DepthError as downloadModel */
  get finished(): Promise<unknown> {
    return this.#last?.finished ?? Promise.resolve()
  }

  /**
   * The error for a model whose file was not found. Starts its download if that is wanted.
   *
   * @param order precisions that would do, best first
   * @param error the error of the search
   * @returns MODEL_DOWNLOADING while a download runs, LICENSE_NOT_ACCEPTED or OFFLINE if it may not
   *   start, its own error after it failed, else `error`
   */
  async errorFor(
    descriptor: ModelDescriptor,
    order: readonly Precision[],
    error: DepthError,
  ): Promise<DepthError> {
    if (error.code !== 'MODEL_FILE_MISSING' || descriptor.source === undefined) return error
    this.#watched.add(descriptor.id)
    try {
      const download = this.#running(descriptor, order) ?? (await this.#start(descriptor, order))
      if (download === undefined) return error
      this.#last = download
      const { report } = download
      if (report.state === 'running') return downloading(descriptor, report)
      return report.error === undefined
        ? error
        : new DepthError(report.error.code, report.error.message)
    } catch (thrown) {
      return toDepthError(thrown)
    }
  }

  /** Ends the reports. A download goes on: others may wait for it. */
  close(): void {
    this.#endWatch()
  }

  #running({ id }: ModelDescriptor, order: readonly Precision[]): Download | undefined {
    return order
      .map((precision) => downloads.find(id, precision, this.#options.settings))
      .find((download) => download?.report.state === 'running')
  }

  /** A new download of the best precision, or the one that failed a moment ago. */
  async #start(
    descriptor: ModelDescriptor,
    [best]: readonly Precision[],
  ): Promise<Download | undefined> {
    const { download: isWanted, settings } = this.#options
    if (!isWanted || best === undefined) return undefined
    const { id } = descriptor
    if (now() - (this.#failedAt.get(id) ?? -Infinity) < retryMs) {
      return downloads.find(id, best, settings)
    }
    await requireDownloadable(descriptor, best, settings)
    return downloads.start(descriptor, best, settings)
  }

  #report(report: DownloadReport): void {
    const { settings, onReport } = this.#options
    if (!this.#watched.has(report.model) || report.cacheFolder !== settings.cacheFolder) return
    if (report.error !== undefined) this.#failedAt.set(report.model, now())
    if (report.state === 'done') this.#failedAt.delete(report.model)
    onReport(report)
  }
}

function downloading({ name }: ModelDescriptor, { bytes, total }: DownloadReport): DepthError {
  const progress = total === undefined ? '' : ` (${sizeText(bytes)} of ${sizeText(total)})`
  return new DepthError(
    'MODEL_DOWNLOADING',
    `${name} is being downloaded${progress}. Send the image again when the node's status says that the download is complete.`,
  )
}
