import type { Layer } from './surface'

type Image = Layer['image']
type Pane = readonly Layer[]

/** What the tray shows of an image and its depth map: panes side by side, each with its layers. */
const modes = {
  both: (image: Image, depth: Image): readonly Pane[] => [[opaque(image)], [opaque(depth)]],
  image: (image: Image): readonly Pane[] => [[opaque(image)]],
  depth: (_image: Image, depth: Image): readonly Pane[] => [[opaque(depth)]],
  blend: (image: Image, depth: Image, opacity: number): readonly Pane[] => [
    [opaque(image), { image: depth, opacity }],
  ],
} as const

type PaneMode = keyof typeof modes

/** `points` is the point cloud, which has no panes. */
export type ModeName = PaneMode | 'points'

export const modeNames: readonly ModeName[] = [...(Object.keys(modes) as PaneMode[]), 'points']

/** The panes of a mode; an image that has no depth is shown alone. */
export function panesOf(
  mode: PaneMode,
  image: Image,
  depth: Image | undefined,
  opacity: number,
): readonly Pane[] {
  return depth === undefined ? modes.image(image) : modes[mode](image, depth, opacity)
}

function opaque(image: Image): Layer {
  return { image, opacity: 1 }
}
