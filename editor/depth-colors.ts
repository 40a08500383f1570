import tables from '../lib/render/color-map-tables.json'

const steps = 32

/** A color map as the background of an element, its first color on the left; CSS. */
function gradient(name: keyof typeof tables): string {
  const colors = atob(tables[name])
  const stops = Array.from({ length: steps }, (_, step) => {
    const at = 3 * Math.round((255 * step) / (steps - 1))
    return `rgb(${[0, 1, 2].map((channel) => colors.charCodeAt(at + channel)).join(' ')})`
  })
  return `linear-gradient(to right, ${stops.join(', ')})`
}

/** What the dialog of depth map calls. */
Object.assign(window, { depthColors: { gradient } })
