/**
 * What a drawn depth map is put together with, in columns of one width. Where image and depth lie in
 * the same column, the depth covers the image, as far as its opacity goes.
 */
export interface Composition {
  readonly columns: number
  /** The column of the source image; undefined: it is not shown. */
  readonly image: number | undefined
  /** The column of the depth map. */
  readonly depth: number
}

export const compositions = {
  depth: { columns: 1, image: undefined, depth: 0 },
  overlay: { columns: 1, image: 0, depth: 0 },
  sideBySide: { columns: 2, image: 0, depth: 1 },
} as const satisfies Readonly<Record<string, Composition>>

export type CompositionName = keyof typeof compositions

export const compositionNames = Object.keys(compositions) as readonly CompositionName[]

/** Whether the depth map lies over the image. */
export function isOverlay({ image, depth }: Composition): boolean {
  return image === depth
}
