/** A place in an image, in relative coordinates: (0, 0) is the top left corner, (1, 1) the bottom right one. */
export interface Point {
  readonly x: number
  readonly y: number
}
