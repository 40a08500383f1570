import type { RegionFigures } from '../../lib/depth/regions/figures'
import type { NamedRegion } from '../../lib/depth/regions/named-region'
import type { Size } from '../../lib/frames/image-frame'

/** A rectangle with its label, as node-red-node-annotate-image draws it. */
export interface Annotation {
  readonly type: 'rect'
  /** Left, top, width and height in pixels of the image. */
  readonly bbox: readonly [number, number, number, number]
  readonly label: string
}

/** One annotation for each region, such as `person 3.1 m`. */
export function annotations(
  regions: readonly NamedRegion[],
  figures: readonly RegionFigures[],
  { width, height }: Size,
): readonly Annotation[] {
  return regions.map(({ name, frame }, at) => {
    const sides = [frame.x * width, frame.y * height, frame.width * width, frame.height * height]
    const [left = 0, top = 0, wide = 0, tall = 0] = sides.map(Math.round)
    const label = [name, figureText(figures[at])].filter((text) => text !== '').join(' ')
    return { type: 'rect', bbox: [left, top, wide, tall], label }
  })
}

/** The median of a region for people: `3.1 m`, or its nearness as `0.43`. */
export function figureText(figures: RegionFigures | undefined): string {
  if (figures === undefined || figures.median === null) return ''
  const { median, unit } = figures
  return unit === 'm' ? `${median.toFixed(median < 10 ? 2 : 1)} m` : median.toFixed(2)
}
