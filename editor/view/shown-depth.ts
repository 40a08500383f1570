import { depthKinds } from '../../lib/frames/depth-kinds'
import type { DepthRange } from '../../lib/frames/depth-frame'
import type { ColorMapName } from '../../lib/render/color-maps'
import { paletteOf, wordsOf } from '../../lib/render/palette'
import { fractionBits, scaleDepth } from '../../lib/render/scale'
import type { Translate } from '../translate'
import type { ViewSummary } from './api'
import type { Point } from '../../lib/depth/geometry/shape'

/** The values of a depth map as the tray shows them: as colors, and as a number under the cursor. */
export class ShownDepth {
  readonly #_: Translate

  constructor(
    readonly values: Float32Array,
    readonly summary: NonNullable<ViewSummary['depth']>,
    translate: Translate,
  ) {
    this.#_ = translate
  }

  /** Whether the largest value is the nearest. */
  get nearIsLarge(): boolean {
    return depthKinds[this.summary.kind].nearIsLarge
  }

  /** The value at a fraction of the frame's range, 0 for the smallest. */
  valueAt(fraction: number): number {
    const { min, max } = this.summary.range
    return min + fraction * (max - min)
  }

  /** The value nearest to a point of the image. */
  at({ x, y }: Point): number {
    const { width, height } = this.summary
    const column = Math.min(Math.floor(x * width), width - 1)
    const row = Math.min(Math.floor(y * height), height - 1)
    return this.values[row * width + column] ?? NaN
  }

  /** A value for people: meters, or how near it is in this frame. */
  text(value: number): string {
    if (!Number.isFinite(value)) return this.#_('depth-view.value.none')
    if (depthKinds[this.summary.kind].unit === 'm') {
      const { error } = this.summary
      const meters = value.toFixed(2)
      if (error === undefined) return this.#_('depth-view.value.meters', { value: meters })
      return this.#_('depth-view.value.metersAbout', {
        value: meters,
        error: (error * value).toFixed(2),
      })
    }
    const { min, max } = this.summary.range
    const fraction = max > min ? (value - min) / (max - min) : 0.5
    const nearness = this.nearIsLarge ? fraction : 1 - fraction
    return this.#_('depth-view.value.nearness', { value: Math.round(100 * nearness) })
  }

  /** Draws the values in the colors of a map, whose last color stands for near. */
  draw(range: DepthRange, colorMap: ColorMapName): HTMLCanvasElement {
    const { width, height } = this.summary
    const scaled = scaleDepth(this.values, range, {
      largeIsBright: this.nearIsLarge,
      farEnd: 'first',
    })
    const colors = wordsOf(paletteOf(colorMap, 1))
    const pixels = new Uint32Array(width * height)
    for (let at = 0; at < pixels.length; at++) {
      pixels[at] = colors[(scaled[at] ?? 0) >> fractionBits] ?? 0
    }
    const canvas = document.createElement('canvas')
    canvas.width = width
    canvas.height = height
    const data = new ImageData(new Uint8ClampedArray(pixels.buffer), width, height)
    canvas.getContext('2d')?.putImageData(data, 0, 0)
    return canvas
  }
}
