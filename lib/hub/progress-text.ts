/** Bytes as people write sizes of downloads: 947 kB, 99.1 MB, 1.34 GB. */
export function sizeText(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} kB`
  // From here on three digits of megabytes would be four.
  if (bytes < 999.5e6) return `${(bytes / 1e6).toPrecision(3)} MB`
  return `${(bytes / 1e9).toPrecision(3)} GB`
}

/** A duration that is still to come: 8 s, 3 min, 1 h 20 min. */
export function durationText(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
