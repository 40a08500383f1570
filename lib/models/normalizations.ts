/**
 * How pixels from 0 to 1 are normalized, by the names that people know: per channel R, G, B,
 * (value - mean) / std.
 */
export const normalizations = {
  imagenet: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  none: { mean: [0, 0, 0], std: [1, 1, 1] },
  symmetric: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
} as const

export type Normalization = keyof typeof normalizations

export const normalizationNames = Object.keys(normalizations) as readonly Normalization[]
