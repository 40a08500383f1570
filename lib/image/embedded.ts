import { identify, identifyRefused } from './formats'

const doubledStart = Buffer.from('ffd8ffd8', 'hex')
const starts = [Buffer.from('ffd8ff', 'hex'), Buffer.from('89504e470d0a1a0a', 'hex')]
const blankLines = ['\r\n\r\n', '\n\n']

/** How far into the bytes the start of an image is searched: half a frame may lie before it. */
const maxPrefix = 2 ** 20

/** The headers of a part of a multipart body, or of a whole HTTP response, are shorter. */
const maxHeaders = 4096

/**
 * The image in bytes that begin with something else: the headers of a part of a motion JPEG, of a
 * form or of an HTTP response, a byte order mark, a length, the end of the frame before. The bytes
 * themselves where they are an image, or where none is found.
 */
export function imageIn(bytes: Buffer): Buffer {
  if (bytes.subarray(0, doubledStart.length).equals(doubledStart)) return bytes.subarray(2)
  if (identify(bytes) !== undefined || identifyRefused(bytes) !== undefined) return bytes
  return afterHeaders(bytes) ?? afterPrefix(bytes) ?? bytes
}

/** What follows the first blank line, where that is an image of any format. */
function afterHeaders(bytes: Buffer): Buffer | undefined {
  const headers = bytes.subarray(0, maxHeaders)
  return blankLines
    .map((line) => ({ line, at: headers.indexOf(line) }))
    .filter(({ at }) => at >= 0)
    .map(({ line, at }) => bytes.subarray(at + line.length))
    .find((body) => identify(body) !== undefined)
}

function afterPrefix(bytes: Buffer): Buffer | undefined {
  const searched = bytes.subarray(0, maxPrefix)
  const found = starts.map((start) => searched.indexOf(start)).filter((at) => at >= 0)
  return found.length === 0 ? undefined : bytes.subarray(Math.min(...found))
}
