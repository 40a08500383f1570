import type { Size } from '../frames/image-frame'
import type { Cloud } from './cloud'
import type { exportFormats, ExportName, Layout } from './format-names'
import { encodeNpy } from './npy'
import { encodePfm } from './pfm'
import { encodePly } from './ply'
import { encodePlyAscii } from './ply-ascii'
import { encodePng16 } from './png16'
import { encodeRaw } from './raw'
import { encodeTiff16 } from './tiff16'
import { encodeTiff32 } from './tiff32'
import type { ValueMap } from './value-map'

/** What encodes each layout: values and points in the thread, levels in sharp's threads. */
interface Encoders {
  readonly values: (map: ValueMap) => Uint8Array<ArrayBuffer>
  readonly points: (cloud: Cloud) => Uint8Array<ArrayBuffer>
  readonly levels: (levels: Uint16Array, size: Size) => Promise<Buffer>
}

/** The formats of one layout. */
export type NamesOf<L extends Layout> = {
  readonly [Name in ExportName]: (typeof exportFormats)[Name]['layout'] extends L ? Name : never
}[ExportName]

/** The encoder of each format. */
export const encoders: {
  readonly [L in Layout]: Readonly<Record<NamesOf<L>, Encoders[L]>>
} = {
  levels: { png16: encodePng16, tiff16: encodeTiff16 },
  values: { npy: encodeNpy, tiff32: encodeTiff32, pfm: encodePfm, raw: encodeRaw },
  points: { ply: encodePly, plyAscii: encodePlyAscii },
}
