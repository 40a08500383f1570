import { DepthError } from '../../errors'
import { frameSummaryError } from '../../frames/frame-summary'
import { base64Text } from './base64'
import { bufferSource } from './buffer'
import { dataUri } from './data-uri'
import { encodedTextSource } from './encoded-text'
import { filePathSource, fileUrlSource } from './file'
import { frameSource } from './frame'
import { hexadecimal } from './hexadecimal'
import type { ImageSource, OpenedImage, SourceRules } from './image-source'
import { rawPixelsSource } from './raw-pixels'
import { unsupported } from './unsupported'
import { urlSource } from './url'
import { unwrap, type Named } from './unwrap'

/** Every kind of value that an image can come as; the first one that matches opens it. */
const sources: readonly ImageSource[] = [
  bufferSource,
  encodedTextSource(dataUri),
  fileUrlSource,
  urlSource,
  encodedTextSource(base64Text),
  encodedTextSource(hexadecimal),
  // Any other text.
  filePathSource,
  frameSource,
  rawPixelsSource,
]

/** The names of the sources, as messages and docs/loading.md have them. */
export const sourceNames: readonly string[] = sources.map(({ name }) => name)

/**
 * Opens a value of a message as an image, or what is inside of it; see `unwrap`.
 *
 * @param label names the value in errors, such as `msg.payload`
 * @throws DepthError INPUT_MISSING, INPUT_CLONED_FRAME, INPUT_UNSUPPORTED, and those of the source
 */
export async function openSource(
  value: unknown,
  label: string,
  rules: SourceRules,
): Promise<OpenedImage> {
  const accepted = sources.filter(({ isReference }) => !(rules.bytesOnly && isReference))
  const names = accepted.map(({ name }) => name)
  const { inner, source } = readable(label, () => find({ value, label }, accepted))
  const summary = readable(label, () => frameSummaryError(inner.value, inner.label))
  if (summary !== undefined) throw summary
  if (source !== undefined) return source.open(inner.value as never, inner.label, rules)
  const isBytes = (found: unknown) =>
    carries(
      found,
      accepted.filter(({ isReference }) => !isReference),
    )
  throw readable(label, () =>
    unsupported(inner, { isInside: inner.value !== value, names, isBytes }),
  )
}

/** Whether a value is, or has inside of it, something that one of the sources opens. */
export function carriesImage(value: unknown, label: string): boolean {
  return readable(label, () => carries(value, sources))
}

interface Found {
  readonly inner: Named
  readonly source: ImageSource | undefined
}

function carries(value: unknown, table: readonly ImageSource[]): boolean {
  return find({ value, label: '' }, table).source !== undefined
}

function find(named: Named, table: readonly ImageSource[]): Found {
  const inner = unwrap(named)
  return { inner, source: table.find(({ matches }) => matches(inner.value)) }
}

/** @throws DepthError INPUT_UNSUPPORTED where a value throws when it is looked at */
function readable<T>(label: string, look: () => T): T {
  try {
    return look()
  } catch (cause) {
    const message = `${label} cannot be read: its properties throw errors. Send the image as a Buffer.`
    throw new DepthError('INPUT_UNSUPPORTED', message, { cause })
  }
}
