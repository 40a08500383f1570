import type { NodeAPI } from 'node-red'
import { downloads, type DownloadReport } from '../../hub/downloads'
import type { ListedFile } from './model-list'

const topic = 'depth-models'

/** Every change goes to every open editor. */
const reportSpacingMs = 500

/** Stops a download and waits until it has stopped; null where there was none. */
export async function cancelDownload({
  descriptor,
  precision,
  settings,
}: ListedFile): Promise<DownloadReport | null> {
  const download = downloads.find(descriptor.id, precision, settings)
  if (download === undefined) return null
  download.cancel()
  await download.finished.catch(() => undefined)
  return download.report
}

/** Small reports only: every open editor has an unbounded queue of them. */
export function publishReports(RED: NodeAPI): void {
  const lastSent = new Map<string, number>()
  downloads.watch((report) => {
    const key = `${report.cacheFolder} ${report.model} ${report.precision}`
    const now = performance.now()
    const tooSoon = now - (lastSent.get(key) ?? -Infinity) < reportSpacingMs
    if (report.state === 'running' && tooSoon) return
    lastSent.set(key, now)
    RED.comms.publish(topic, report, false)
  })
}
