import { fileURLToPath } from 'node:url'
import { DepthError } from '../../errors'
import { dataUriBytes, isBase64Image } from './base64'
import { readImageFile, resolveFile, type FileRules } from './file'
import { checkAddress } from './hosts'
import { fetchImage, parseUrl, shownUrl, type UrlRules } from './url'

/** What may be read in the name of a text, and how. */
export type TextRules = FileRules & UrlRules

/** Encoded bytes, and where they came from. */
export interface EncodedSource {
  /** For people: `file /srv/cam.jpg`, `http://cam.local/snapshot`, `msg.payload (data URI)`. */
  readonly source: string
  /** Whether something outside the message had to be read. */
  readonly isRead: boolean
  readonly bytes: () => Promise<Buffer> | Buffer
}

interface TextKind {
  readonly matches: (text: string) => boolean
  readonly open: (text: string, label: string, rules: TextRules) => EncodedSource
}

/** The longest path of Linux; macOS and Windows have shorter ones. */
const longestPath = 4096

const textKinds: readonly TextKind[] = [
  {
    matches: (text) => /^data:/i.test(text),
    open: (text, label) => ({
      source: `${label} (data URI)`,
      isRead: false,
      bytes: () => dataUriBytes(text, label),
    }),
  },
  { matches: (text) => /^file:\/\//i.test(text), open: openFileUrl },
  { matches: (text) => /^[a-z][a-z\d+.-]*:\/\//i.test(text), open: openUrl },
  {
    matches: isBase64Image,
    open: (text, label) => ({
      source: `${label} (base64)`,
      isRead: false,
      bytes: () => Buffer.from(text, 'base64'),
    }),
  },
  { matches: (text) => text.length <= longestPath, open: openFile },
]

/**
 * What a text stands for: a data URI, an address, an image in base64, or else the path of a file.
 *
 * @throws DepthError INPUT_MISSING, INPUT_UNSUPPORTED, URL_FORBIDDEN; `bytes` may reject with more
 */
export function openText(untrimmed: string, label: string, rules: TextRules): EncodedSource {
  const text = untrimmed.trim()
  if (text === '') {
    throw new DepthError('INPUT_MISSING', `${label} is an empty text. Give a path or an address.`)
  }
  const kind = textKinds.find(({ matches }) => matches(text))
  if (kind === undefined) {
    throw new DepthError(
      'INPUT_UNSUPPORTED',
      `${label} is a text of ${text.length} characters that is no path, address, data URI or ` +
        'image in base64.',
    )
  }
  return kind.open(text, label, rules)
}

function openFile(path: string, _label: string, rules: TextRules): EncodedSource {
  return {
    source: `file ${resolveFile(path, rules.workingDirectory)}`,
    isRead: true,
    bytes: () => readImageFile(path, rules),
  }
}

function openFileUrl(text: string, label: string, rules: TextRules): EncodedSource {
  try {
    return openFile(fileURLToPath(text), label, rules)
  } catch (cause) {
    throw new DepthError('FILE_UNREADABLE', `${label} is no usable file: address (${text}).`, {
      cause,
    })
  }
}

function openUrl(text: string, _label: string, rules: TextRules): EncodedSource {
  const url = parseUrl(text)
  checkAddress(url, rules.hosts)
  return { source: shownUrl(url), isRead: true, bytes: () => fetchImage(url, rules) }
}
