import { colorMap, type ColorMapName } from '../lib/render/color-maps'

const steps = 32

/** A color map as the background of an element, its first color on the left; CSS. */
export function colorStrip(name: ColorMapName): string {
  const colors = colorMap(name)
  const stops = Array.from({ length: steps }, (_, step) => {
    const at = 3 * Math.round((255 * step) / (steps - 1))
    return `rgb(${colors.subarray(at, at + 3).join(' ')})`
  })
  return `linear-gradient(to right, ${stops.join(', ')})`
}
