/** The geometry of the camera behind an image, in pixels of that image. */
export interface Camera {
  readonly focalLength: number
  /** The point that the lens looks at: the middle of the image, unless the image was cropped. */
  readonly center: { readonly x: number; readonly y: number }
}
