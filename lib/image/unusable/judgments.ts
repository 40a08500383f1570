import type { UnusableReason } from '../../frames/unusable'
import type { Observation } from './observe'

/** What is known of an image when it is judged. */
interface Evidence extends Observation {
  /** How long the camera has sent the same bytes, in milliseconds. */
  readonly sameMs: number
  /** From how long on that is frozen. */
  readonly frozenMs: number
}

interface Judgment {
  readonly isTrue: (evidence: Evidence) => boolean
  /** Completes "The image … " and says what to do. */
  readonly text: (frozenMs: number) => string
}

/** How images are judged; the first judgment that is true counts. */
export const judgments: Readonly<Record<UnusableReason, Judgment>> = {
  'too dark': {
    // Five lamps in the night are no scene: one cell in twenty has to be seen.
    isTrue: ({ bright }) => bright < 0.05,
    text: () => 'is too dark for depth. Switch on a light or infrared, or uncover the lens.',
  },
  flat: {
    // The outline of a thing of 1 % of the image covers about 2 % of the cells.
    isTrue: ({ edges }) => edges < 0.01,
    text: () =>
      'shows no edges, so its depth means nothing. Check whether the lens is covered or fogged, and what made the image.',
  },
  frozen: {
    isTrue: ({ sameMs, frozenMs }) => sameMs >= frozenMs,
    text: (frozenMs) =>
      `has been the same for ${frozenMs / 1000} s, byte for byte. Restart the camera, or raise "Frozen after" in the node.`,
  },
}
