/** Sizes of a depth model: a DINOv2 vision transformer that a DPT head reads at four blocks. */
export interface Architecture {
  /** Width of a token. */
  readonly width: number
  /** Number of transformer blocks. */
  readonly depth: number
  readonly heads: number
  /** Channels of the head while it fuses the four maps. */
  readonly features: number
  /** Channels of the four maps, from the finest to the coarsest. */
  readonly channels: readonly [number, number, number, number]
  /** Channels of the head's second-to-last convolution. */
  readonly lastChannels: number
  /** Blocks, counted from 0, that each version reads: the only difference between V1 and V2. */
  readonly taps: Readonly<Record<Version, readonly [number, number, number, number]>>
}

export type Version = 'v1' | 'v2'

/** The published sizes, and a tiny one for tests. */
export const architectures = {
  tiny: {
    width: 64,
    depth: 8,
    heads: 2,
    features: 16,
    channels: [12, 24, 48, 64],
    lastChannels: 8,
    taps: { v1: [4, 5, 6, 7], v2: [1, 3, 5, 7] },
  },
  small: {
    width: 384,
    depth: 12,
    heads: 6,
    features: 64,
    channels: [48, 96, 192, 384],
    lastChannels: 32,
    taps: { v1: [8, 9, 10, 11], v2: [2, 5, 8, 11] },
  },
  base: {
    width: 768,
    depth: 12,
    heads: 12,
    features: 128,
    channels: [96, 192, 384, 768],
    lastChannels: 32,
    taps: { v1: [8, 9, 10, 11], v2: [2, 5, 8, 11] },
  },
  large: {
    width: 1024,
    depth: 24,
    heads: 16,
    features: 256,
    channels: [256, 512, 1024, 1024],
    lastChannels: 32,
    taps: { v1: [20, 21, 22, 23], v2: [4, 11, 17, 23] },
  },
} as const satisfies Record<string, Architecture>

export type SizeName = keyof typeof architectures

/** Side of a patch in pixels; the sides of an image are multiples of it. */
export const patchSize = 14
/** Side in patches of the grid whose positions were learned: 518 pixels. */
export const positionGrid = 37
/** Width of a block's inner layer, in widths of a token. */
export const innerRatio = 4
/** Sides of the four maps by the grid of patches, from the finest to the coarsest. */
export const reassembleFactors = [4, 2, 1, 0.5] as const
