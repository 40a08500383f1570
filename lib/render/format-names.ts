/**
 * The formats of an encoded depth map, and whether a quality can be chosen. Their encoders are in
 * output-formats.ts, which a browser cannot load; the dialog reads this table.
 */
export const formats = {
  png: { hasQuality: false },
  jpeg: { hasQuality: true },
  webp: { hasQuality: true },
} as const

export type FormatName = keyof typeof formats

export const formatNames = Object.keys(formats) as readonly FormatName[]

/** What comes out: an encoded image, the same as a data URI, or raw pixels. */
export const outputKinds = ['buffer', 'dataUri', 'pixels'] as const

export type OutputKind = (typeof outputKinds)[number]
