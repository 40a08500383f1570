import sharp from 'sharp'

/** Where the first SOS marker of a JPEG stands. */
export function firstScanOf(jpeg: Buffer): number {
  let at = 2
  while (jpeg[at + 1] !== 0xda) at += 2 + jpeg.readUInt16BE(at + 2)
  return at
}

/** The JPEG with bytes put behind its first header segment. */
export function afterFirstSegment(jpeg: Buffer, bytes: Buffer): Buffer {
  const at = 4 + jpeg.readUInt16BE(4)
  return Buffer.concat([jpeg.subarray(0, at), bytes, jpeg.subarray(at)])
}

/** The JPEG with the end of the spectral selection as 0, as Samsung phones write it. */
export function withoutSpectralEnd(jpeg: Buffer): Buffer {
  const changed = Buffer.from(jpeg)
  const scan = firstScanOf(changed)
  changed[scan + changed.readUInt16BE(scan + 2)] = 0
  return changed
}

/** A gray JPEG of 8x8 blocks, with zero bytes before every second restart marker, as webcams send. */
export async function paddedJpeg(columns: number, rows: number, padding: number): Promise<Buffer> {
  const pixels = Buffer.from(Array.from({ length: 64 }, (_, at) => 2 * at))
  const block = await sharp(pixels, { raw: { width: 8, height: 8, channels: 1 } })
    .toColorspace('b-w')
    .jpeg()
    .toBuffer()
  const scan = firstScanOf(block)
  const data = scan + 2 + block.readUInt16BE(scan + 2)
  const header = Buffer.from(block.subarray(0, scan))
  const frame = header.indexOf(Buffer.from([0xff, 0xc0]))
  header.writeUInt16BE(8 * rows, frame + 5)
  header.writeUInt16BE(8 * columns, frame + 7)
  const blocks = Array.from({ length: columns * rows }, (_, at) => [
    Buffer.alloc(at % 2 === 0 || at === 0 ? 0 : padding),
    at === 0 ? Buffer.alloc(0) : Buffer.from([0xff, 0xd0 + ((at - 1) % 8)]),
    block.subarray(data, -2),
  ])
  const oneBlockPerInterval = Buffer.from('ffdd00040001', 'hex')
  const end = Buffer.from([0xff, 0xd9])
  return Buffer.concat([
    header,
    oneBlockPerInterval,
    block.subarray(scan, data),
    ...blocks.flat(),
    end,
  ])
}

/**
 * A gray progressive JPEG of up to 883 scans, all of them valid: one bit of one coefficient each.
 * Few bytes that take a decoder as many passes over the image.
 */
export function jpegOfScans(width: number, height: number, scans: number): Buffer {
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8)
  const segment = (marker: number, ...bytes: number[]) =>
    Buffer.from([0xff, marker, (bytes.length + 2) >> 8, (bytes.length + 2) & 255, ...bytes])
  const oneCode = (table: number, symbol: number) =>
    segment(0xc4, table, 1, ...Array.from({ length: 15 }, () => 0), symbol)
  const scan = (start: number, end: number, high: number, low: number, bits: number) => [
    segment(0xda, 1, 1, 0, start, end, (high << 4) | low),
    Buffer.alloc(Math.ceil(bits / 8)),
  ]
  // The one code of each table is "0": no difference, and a run of 2^14 blocks without values.
  const runBits = 15 * Math.ceil(blocks / 2 ** 14)
  const refinements = Array.from({ length: scans - 1 }, (_, at) => {
    const coefficient = 1 + Math.floor(at / 14)
    const low = 13 - (at % 14)
    return scan(coefficient, coefficient, low === 13 ? 0 : low + 1, low, runBits)
  })
  const size = [height >> 8, height & 255, width >> 8, width & 255]
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xdb, 0, ...Array.from({ length: 64 }, () => 16)),
    segment(0xc2, 8, ...size, 1, 1, 0x11, 0),
    oneCode(0x00, 0x00),
    oneCode(0x10, 0xe0),
    ...scan(0, 0, 0, 0, blocks),
    ...refinements.flat(),
    Buffer.from([0xff, 0xd9]),
  ])
}
