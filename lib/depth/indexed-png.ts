import { crc32 } from 'node:zlib'

const signatureBytes = 8
/** Bytes of a chunk besides its data: length, type, checksum. */
const frameBytes = 12
const headerBytes = 13
const colourTypeAt = 9
const indexedColour = 3

/**
 * A grey 8-bit PNG made into an indexed one: the same rows, read as indices into a palette. Rows of
 * both kinds are stored alike (PNG specification, 7.2 and 9.2), so that the header and a palette are
 * all that changes, and a coloured picture costs no more than a grey one.
 *
 * @param png whose first chunk is IHDR, as the specification demands
 * @param palette 256 colours as R, G, B
 */
export function indexedPng(png: Buffer, palette: Uint8Array): Buffer {
  const headerEnd = signatureBytes + frameBytes + headerBytes
  const header = Uint8Array.from(png.subarray(signatureBytes + 8, headerEnd - 4))
  header[colourTypeAt] = indexedColour
  return Buffer.concat([
    png.subarray(0, signatureBytes),
    chunk('IHDR', header),
    chunk('PLTE', palette),
    png.subarray(headerEnd),
  ])
}

function chunk(type: string, data: Uint8Array): Buffer {
  const bytes = Buffer.alloc(frameBytes + data.length)
  bytes.writeUInt32BE(data.length, 0)
  bytes.write(type, 4, 'latin1')
  bytes.set(data, 8)
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length)
  return bytes
}
