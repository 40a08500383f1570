import type { ImageFrame, Size } from '../../frames/image-frame'
import type { Measured } from '../../timing/timeline'
import type { DecodeInput } from '../decode'
import type { FileRules } from './file'
import type { UrlRules } from './url'

/** An image whose header has been read, from whichever source. */
export interface OpenedImage {
  /** In pixels, upright, before any crop. */
  readonly size: Size
  /** For people: `file /srv/cam.jpg`, `http://cam.local/snapshot`, `msg.payload (data URI)`. */
  readonly source: string
  /** `jpeg`, `png`, ... or `raw`; see ImageFrame. */
  readonly format: string
  readonly encoded?: Buffer
  /** What sharp decodes; asked for at each decode. */
  readonly input: () => Promise<DecodeInput> | DecodeInput
  /** The frame that it is already, which is passed on unless it is cropped. */
  readonly frame?: ImageFrame
  /** The stage `read`, where a file or a URL had to be read. */
  readonly read?: Measured
}

/** What may be read, and how much of it. */
export interface SourceRules extends FileRules, UrlRules {
  /** The largest image in pixels that sharp decodes. */
  readonly maxPixels: number
  /** Whether a text is never opened as a path or URL. */
  readonly bytesOnly?: boolean
}

/** One kind of value that an image can come as: a row of the table in index.ts. */
export interface ImageSource {
  /** For messages, with its article: `a Buffer`, `a URL`. */
  readonly name: string
  /** Whether the value says where the image lies, and is not the image itself. */
  readonly isReference?: boolean
  readonly matches: (value: unknown) => boolean
  /**
   * Opens a value that matches.
   *
   * @param label names the value in errors, such as `msg.payload`
   */
  readonly open: (
    value: never,
    label: string,
    rules: SourceRules,
  ) => Promise<OpenedImage> | OpenedImage
}
