import type { DepthHeader } from '../depth-header'
import { inDecodeSlot } from '../../image/decode-slots'
import { requireSharp } from '../../image/sharp'
import { numberTypes, type ArrayHeader } from './array-header'
import { isNpy, npyHeader } from './npy-header'

/** The numbers in a file, or the reason why there are none. */
export type Opened = { readonly array: ArrayHeader; readonly bytes: Buffer } | string

/** A format that becomes depth again. */
interface Reader {
  /** Completes "is neither …". */
  readonly name: string
  readonly matches: (bytes: Buffer, header: DepthHeader | undefined) => boolean
  readonly open: (bytes: Buffer, header: DepthHeader | undefined) => Opened | Promise<Opened>
}

const pngSignature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

/** As load image has it by default. */
const maxPixels = 100_000_000

/** Every format that becomes depth again; the first one that matches reads it. */
export const readers: readonly Reader[] = [
  {
    name: 'a NumPy file',
    matches: isNpy,
    open: (bytes) => {
      const array = npyHeader(bytes)
      return typeof array === 'string' ? array : complete(bytes, array)
    },
  },
  {
    name: 'a PNG of 16 bits',
    matches: (bytes) => bytes.subarray(0, pngSignature.length).equals(pngSignature),
    open: (bytes) => inDecodeSlot(() => openPng(bytes)),
  },
  {
    name: 'raw values with their msg.depth',
    matches: (_bytes, header) => header?.format === 'raw',
    open: (bytes, header) => {
      const { width, height } = header ?? { width: 0, height: 0 }
      return complete(bytes, { type: 'float32', width, height, start: 0 })
    },
  },
]

function complete(bytes: Buffer, array: ArrayHeader): Opened {
  const { width, height, type, start } = array
  const wanted = width * height * numberTypes[type].bytes
  const found = bytes.length - start
  if (found === wanted) return { array, bytes }
  return `${width}x${height} numbers of ${type} take ${wanted} bytes, and there are ${found}`
}

async function openPng(bytes: Buffer): Promise<Opened> {
  const chain = requireSharp()(bytes, { failOn: 'warning', limitInputPixels: maxPixels })
  const { depth, channels } = await chain.metadata()
  if (depth !== 'ushort' || channels !== 1) {
    const bits = depth === 'ushort' ? 16 : 8
    return `it is a PNG of ${bits} bits and ${channels} channels, where one channel of 16 bits holds depth`
  }
  const { data, info } = await chain
    .toColorspace('grey16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true })
  return complete(data, { type: 'uint16', width: info.width, height: info.height, start: 0 })
}
