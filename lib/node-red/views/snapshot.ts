import { imageOf, isDepthFrame, type DepthFrame } from '../../frames/depth-frame'
import type { ImageFrame } from '../../frames/image-frame'
import { encodeJpeg } from '../../image/encode-jpeg'
import type { ColorMapName } from '../../render/color-maps'
import { depthAlone, renderDepth } from '../../render/render'
import { RecentlyUsed } from '../../timing/recently-used'
import { imageFacts } from './summarize'
import type { ViewPart } from './summary'

/** What a node shows: an image, or depth and the image that it belongs to. */
export type Viewed = ImageFrame | DepthFrame

/** Bytes with their media type. */
export interface Encoded {
  readonly mime: string
  readonly bytes: Buffer
}

/** How a part is drawn for the editor. */
export interface Drawing {
  readonly part: ViewPart
  /** Pixels; a smaller image stays as small as it is. */
  readonly width: number
  readonly colorMap: ColorMapName
}

/** Several editors ask for the same drawing; the canvas and the tray ask for two parts each. */
const keptDrawings = 4
const quality = 85

/** One frame as the editor has been told of it, and what has been drawn of it. */
export class Snapshot {
  readonly depth: DepthFrame | undefined
  /** Undefined where the depth came without it. */
  readonly image: ImageFrame | undefined
  readonly #drawn = new RecentlyUsed<string, Promise<Encoded>>(keptDrawings)

  constructor(readonly frame: Viewed) {
    this.depth = isDepthFrame(frame) ? frame : undefined
    this.image = isDepthFrame(frame) ? frame.image : frame
  }

  /**
   * An encoded image of a part; drawn once for all who ask for the same.
   *
   * @throws DepthError IMAGE_MISSING, IMAGE_DAMAGED, RENDER_FAILED, RUNTIME_MISSING
   */
  draw(drawing: Drawing): Promise<Encoded> {
    const { part, width, colorMap } = drawing
    return this.#drawn.get([part, width, colorMap].join(), () => {
      const shownWidth = Math.min(width, imageFacts(this.frame).width)
      return part === 'depth' && this.depth !== undefined
        ? drawDepth(this.depth, shownWidth, colorMap)
        : drawImage(imageOf(this, 'to be shown'), shownWidth)
    })
  }
}

async function drawDepth(
  frame: DepthFrame,
  width: number,
  colorMap: ColorMapName,
): Promise<Encoded> {
  const { image, mime } = await renderDepth(frame, {
    ...depthAlone,
    colorMap,
    farIsBright: false,
    range: { mode: 'frame' },
    scale: 'auto',
    size: { mode: 'width', width },
    output: 'buffer',
    format: 'png',
    quality,
    dataUriWidth: width,
  })
  return { mime: mime ?? '', bytes: image as Buffer }
}

async function drawImage(frame: ImageFrame, width: number): Promise<Encoded> {
  const height = Math.max(1, Math.round((frame.height * width) / frame.width))
  const { pixels } = await frame.pixels({ width, height })
  return { mime: 'image/jpeg', bytes: await encodeJpeg(pixels, quality) }
}
