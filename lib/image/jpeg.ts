const jpegStart = Buffer.from([0xff, 0xd8, 0xff])
const jpegEnd = Buffer.from([0xff, 0xd9])
const scanStart = Buffer.from([0xff, 0xda, 0x00])

/** Of a progressive JPEG, cameras and programs write about 10. Each one costs a pass over the image. */
const maxScans = 100

/** What else may look like the start of a scan, in a video behind the image for example. */
const maxHits = 1000

/** As many bytes as a file may have by default are searched. */
const maxSearched = 64 * 2 ** 20

/** As much may follow an end marker that is looked for without knowing where the first scan is. */
const usualTrailer = 1024

/** JPEG (ITU T.81, B.1): an EOI marker after the first scan; earlier ones belong to thumbnails. */
export function isCompleteJpeg(bytes: Buffer): boolean {
  const after = firstScan(bytes) ?? Math.max(bytes.length - usualTrailer, 0)
  return bytes.lastIndexOf(jpegEnd) > after
}

/** Whether another JPEG starts after the first scan of one, as where a stream was cut wrongly. */
export function startsAgain(bytes: Buffer): boolean {
  const scan = firstScan(bytes)
  return scan !== undefined && bytes.indexOf(jpegStart, scan) > scan
}

/** The same with an end marker, for the decoder to find out whether only that is missing. */
export function withJpegEnd(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, jpegEnd])
}

/**
 * Whether a JPEG has so many scans that decoding it would hold a thread for many seconds. Scans are
 * found by their header (ITU T.81, B.2.3): a marker, 6 + 2n bytes, n components.
 */
export function hasTooManyScans(bytes: Buffer): boolean {
  const searched = bytes.subarray(0, maxSearched)
  let scans = 0
  let at = searched.indexOf(scanStart)
  for (let hits = 0; at >= 0; hits++) {
    if (hits === maxHits) return true
    const components = searched[at + 4] ?? 0
    const isHeader = components >= 1 && components <= 4 && searched[at + 3] === 6 + 2 * components
    if (isHeader && ++scans > maxScans) return true
    at = searched.indexOf(scanStart, at + scanStart.length)
  }
  return false
}

/** Four bytes are read of each, so that 4 kB are read at most, whatever the bytes say. */
const maxSegments = 1000

/** Where the first SOS marker stands: the segments before it give their lengths. */
function firstScan(bytes: Buffer): number | undefined {
  let at = 2
  for (let segment = 0; segment < maxSegments && at + 4 <= bytes.length; segment++) {
    if (bytes[at] !== 0xff) return undefined
    const marker = bytes[at + 1]
    if (marker === 0xda) return at
    const isFill = marker === 0xff
    at += isFill ? 1 : 2 + bytes.readUInt16BE(at + 2)
  }
  return undefined
}
