/** The size of a download as people write it: 947 kB, 99.1 MB, 1.34 GB. */
export function sizeText(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} kB`
  // Where three digits would round to 1000 MB.
  if (bytes < 999.5e6) return `${(bytes / 1e6).toPrecision(3)} MB`
  return `${(bytes / 1e9).toPrecision(3)} GB`
}

/** The time that is left: 8 s, 3 min, 1 h 20 min. */
export function durationText(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
