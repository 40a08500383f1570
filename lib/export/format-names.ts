/**
 * What a format holds: `values` (32-bit floats), `levels` (whole numbers of 16 bits, from which values
 * come by scale and offset), or `points` (a point cloud).
 */
export type Layout = 'values' | 'levels' | 'points'

/**
 * The formats of exported depth. Their encoders are in formats.ts, which a browser cannot load; the
 * dialog reads this table.
 */
export const exportFormats = {
  png16: { layout: 'levels', extension: 'png', mime: 'image/png' },
  npy: { layout: 'values', extension: 'npy', mime: 'application/octet-stream' },
  tiff32: { layout: 'values', extension: 'tiff', mime: 'image/tiff' },
  tiff16: { layout: 'levels', extension: 'tiff', mime: 'image/tiff' },
  pfm: { layout: 'values', extension: 'pfm', mime: 'application/octet-stream' },
  raw: { layout: 'values', extension: 'f32', mime: 'application/octet-stream' },
  ply: { layout: 'points', extension: 'ply', mime: 'application/octet-stream' },
  plyAscii: { layout: 'points', extension: 'ply', mime: 'text/plain' },
} as const satisfies Readonly<
  Record<string, { readonly layout: Layout; readonly extension: string; readonly mime: string }>
>

export type ExportName = keyof typeof exportFormats

export const exportNames = Object.keys(exportFormats) as readonly ExportName[]
