import { DepthError, messageOf } from '../errors'

/** What libvips objects to in images that every viewer shows, and that are complete nevertheless. */
const harmless = [
  // Samsung phones write the end of the spectral selection as 0.
  /Invalid SOS parameters for sequential JPEG/,
  // Webcams pad before restart markers (d0 to d7); others leave bytes between header segments.
  /extraneous bytes before marker 0x(c[0-9a-f]|d[0-7a-f]|e[0-9a-f]|f[0-9a-f])/,
  /Unknown Adobe color transform code/,
  // TIFF: tags out of order, unknown, of an odd type or with an odd value.
  /\btags?\b/i,
]

/** Lines that say only that there is another one. */
const hollow = [/^Warning treated as error/, /^error in tile/]

/** Kinds of images that libvips does not decode, by its words. */
const unsupportedKinds: readonly (readonly [RegExp, string])[] = [
  [/data precision 12/, 'a 12-bit JPEG'],
  [/data precision/, 'a JPEG of another number of bits than 8'],
  [/lossless|marker type 0xc3/, 'a lossless JPEG'],
  [/DNL not supported/, 'a JPEG that gives its height only at its end'],
  [/marker type 0xf7/, 'a JPEG-LS image'],
  [/SOF type|marker type 0xc/, 'a rare kind of JPEG'],
  [/samples out of range/, 'a TIFF with more than 32 bits in a value'],
]

/** Who says it: `Input buffer has corrupt header: VipsJpeg: `, `tiff2vips: source input: `. */
const speaker = /^((Input \w+ has corrupt header|[a-z]+2vips|Vips[A-Z]\w+|source input): *)+/

/** What libvips says about an image, each line once. */
function objections(thrown: unknown): readonly string[] {
  const lines = messageOf(thrown)
    .split('\n')
    .filter((line) => !hollow.some((pattern) => pattern.test(line)))
    .map((line) => line.replace(speaker, '').trim())
  return [...new Set(lines)].filter((line) => line !== '')
}

/** The first of libvips' objections, without a full stop. */
export function objection(thrown: unknown): string {
  return objections(thrown)[0]?.replace(/\.$/, '') ?? 'the decoder gives no reason'
}

/** Whether the image is whole in spite of what libvips objects to. */
export function isHarmless(thrown: unknown): boolean {
  const lines = objections(thrown)
  return lines.length > 0 && lines.every((line) => harmless.some((pattern) => pattern.test(line)))
}

/** The error for an image that is sound and of a kind that libvips does not decode. */
export function unsupportedImage(thrown: unknown, source: string): DepthError | undefined {
  const text = messageOf(thrown)
  const kind = unsupportedKinds.find(([pattern]) => pattern.test(text))?.[1]
  if (kind === undefined) return undefined
  const message = `${source} is ${kind}, which is not supported. Send an ordinary JPEG or PNG.`
  return new DepthError('IMAGE_INVALID', message, { cause: thrown })
}
