import { excerpt } from '../../excerpt'
import { isBase64Image } from './base64'

/** A kind of text that is no path, whatever else it may be. */
interface TextKind {
  readonly matches: (text: string) => boolean
  /** Completes "msg.payload is ". */
  readonly is: (text: string) => string
}

/** The longest path of Linux; those of macOS and Windows are shorter. */
const longestPath = 4096

/** No file system allows a longer name. */
const longestName = 255

/** As base64 goes, a path of this length without a dot. */
const shortestBase64 = 200

const shortestBase64Part = 24

const asBytes =
  'In http request set Return to "a binary buffer", in read file Output to "a single Buffer ' +
  'object", in mqtt in Output to "a Buffer". To http in, send it as Content-Type: image/jpeg'

const kinds: readonly TextKind[] = [
  {
    matches: (text) => text.includes('\0') && !hasBinary(text.replaceAll('\0', '')),
    is: (text) =>
      `a text with NUL characters in it (${excerpt(text)}). Remove them; where every second character is one, read the text as UTF-16`,
  },
  {
    matches: (text) => hasBinary(text.slice(0, 1000)),
    is: (text) => {
      const damage = text.includes('\uFFFD') ? ' and is damaged by that' : ''
      return `${imageNamedIn(text)} that was read as text${damage}. ${asBytes}`
    },
  },
  {
    matches: (text) => /^\{\{.*\}\}/.test(text),
    is: (text) =>
      `a template that was not filled in (${excerpt(text)}). Check the node that fills it`,
  },
  {
    matches: (text) => /^(\[object \w+\]|<Buffer )/.test(text),
    is: () => 'an object that a node turned into text. Send the object, or the image inside of it',
  },
  {
    matches: (text) => /^!?\[[^\]]{0,1000}\]\(/.test(text),
    is: (text) => `a link in Markdown (${excerpt(text)}). Send only what is in the parentheses`,
  },
  {
    matches: (text) => /^\[(img|url)[\]=]/i.test(text),
    is: (text) => `a link in BBCode (${excerpt(text)}). Send only the URL in it`,
  },
  {
    matches: (text) => /^<(a|audio|embed|figure|iframe|img|picture|source|video)[\s>/]/i.test(text),
    is: (text) =>
      `an HTML tag (${excerpt(text)}). Send only the URL in it: what its src or href says`,
  },
  {
    matches: (text) => /^[[{]/.test(text),
    is: (text) =>
      `JSON or another notation without an image in it (${excerpt(text)}). Send { "image": "<base64>" }`,
  },
  {
    matches: (text) => /^<(!doctype html|html)/i.test(text),
    is: () => "an HTML page (often a camera's login page). Check the node that fetched it",
  },
  {
    matches: (text) => text.startsWith('<'),
    is: (text) => `XML or another markup (${excerpt(text)}). Check the node that fetched it`,
  },
  {
    matches: (text) => /^blob:/i.test(text),
    is: () =>
      'a blob: URL, which only the browser that made it can open. Send the image as a data URI',
  },
  {
    matches: (text) => /^(0x[\da-f]{24}|([\da-f]{2}[\s,:]+){11}|(\d{1,3}[\s,]+){11}\d)/i.test(text),
    is: (text) =>
      `bytes that are written as numbers (${excerpt(text)}). Send them as a Buffer or base64`,
  },
  {
    matches: (text) => /^data%3A/i.test(text),
    is: () => 'a percent-encoded data URI. Decode it with decodeURIComponent()',
  },
  {
    matches: (text) => text.includes(',') && isBase64Image(text.split(',', 1)[0] ?? ''),
    is: () => 'base64 of several images, joined by commas. Send one message for each image',
  },
  {
    matches: (text) =>
      text.length >= shortestBase64 && /^[\w+/=-]+$/.test(text) && !hasShortNames(text),
    is: (text) =>
      `base64 of something that is not an image (${excerpt(text)}), or damaged. Check what encodes it`,
  },
  {
    matches: (text) => hasBase64(text),
    is: (text) =>
      `a text with base64 and something else in it (${excerpt(text)}). Send only the base64, or a data URI`,
  },
  {
    matches: (text) => /[\r\n]/.test(text),
    is: (text) =>
      `a text of several lines (${excerpt(text)}). Send one path or URL in each message, on one line`,
  },
  {
    matches: (text) => text.length > longestPath || hasLongName(text),
    is: (text) =>
      `a text of ${text.length} characters (${excerpt(text)}), too long for a path. Send an image, or its path or URL`,
  },
]

/** What a text is that cannot be a path, and the remedy; undefined where it may be one. */
export function notAPath(text: string): string | undefined {
  return kinds.find(({ matches }) => matches(text))?.is(text)
}

/** Control characters, and the sign that stands for bytes that are no text. */
export function hasBinary(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  return /[\0-\x08\x0e-\x1f\x7f\uFFFD]/.test(text)
}

function hasBase64(text: string): boolean {
  const [run] = /[a-z\d+/]{200,}/i.exec(text) ?? []
  return run !== undefined && !hasShortNames(run)
}

/** The parts of a path are short; base64 has a slash in 64 characters. */
function hasShortNames(text: string): boolean {
  return text.length / text.split('/').length < shortestBase64Part
}

function hasLongName(text: string): boolean {
  return text.split(/[/\\]/).some(({ length }) => length > longestName)
}

function imageNamedIn(text: string): string {
  const start = text.slice(0, 100)
  if (/JFIF|Exif|^\xff\xd8|^\uFFFD{3}/.test(start)) return 'a JPEG'
  if (start.includes('PNG')) return 'a PNG'
  return start.includes('WEBP') ? 'a WebP' : 'an image, or something else binary,'
}
