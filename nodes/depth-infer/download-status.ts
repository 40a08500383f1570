import type { NodeStatus } from 'node-red'
import type { DownloadReport } from '../../lib/hub/downloads'
import { errorStatus } from '../../lib/node-red/status'
import { durationText, sizeText } from '../../lib/hub/progress-text'

/** What a node's status says of a download of its model. */
export function downloadStatus(report: DownloadReport): NodeStatus {
  const { state, error } = report
  if (state === 'running') return { fill: 'blue', shape: 'ring', text: progressText(report) }
  if (state === 'done') {
    return { fill: 'green', shape: 'ring', text: 'depth-infer.status.downloaded' }
  }
  return errorStatus(error?.code ?? 'DOWNLOAD_CANCELED')
}

/** "34 % / 99.1 MB, 5.20 MB/s, 12 s": figures alone, which every language reads. */
function progressText({ bytes, total, bytesPerSecond, remainingSeconds }: DownloadReport): string {
  if (total === undefined) return 'depth-infer.status.downloading'
  const parts = [
    `${Math.floor((bytes / Math.max(1, total)) * 100)} % / ${sizeText(total)}`,
    ...(bytesPerSecond === undefined ? [] : [`${sizeText(bytesPerSecond)}/s`]),
    ...(remainingSeconds === undefined ? [] : [durationText(remainingSeconds)]),
  ]
  return parts.join(', ')
}
