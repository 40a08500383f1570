import { base64Source } from './base64'
import { bufferSource } from './buffer'
import { dataUriSource } from './data-uri'
import { filePathSource, fileUrlSource } from './file'
import { frameSource } from './frame'
import type { ImageSource, OpenedImage, SourceRules } from './image-source'
import { rawPixelsSource } from './raw-pixels'
import { unsupported } from './unsupported'
import { urlSource } from './url'
import { wrapperOf } from './wrapper'

const wrapperSource = wrapperOf((value, label, rules) =>
  openFrom(
    sources.filter((source) => source !== wrapperSource),
    value,
    label,
    rules,
  ),
)

/** Every kind of value that an image can come as; the first one that matches opens it. */
const sources: readonly ImageSource[] = [
  bufferSource,
  dataUriSource,
  fileUrlSource,
  urlSource,
  base64Source,
  // Any other text.
  filePathSource,
  frameSource,
  wrapperSource,
  rawPixelsSource,
]

/** The names of the sources, as messages and docs/loading.md have them. */
export const sourceNames: readonly string[] = sources.map(({ name }) => name)

/**
 * Opens a value of a message as an image.
 *
 * @param label names the value in errors, such as `msg.payload`
 * @throws DepthError INPUT_MISSING, INPUT_CLONED_FRAME, INPUT_UNSUPPORTED, and those of the source
 */
export async function openSource(
  value: unknown,
  label: string,
  rules: SourceRules,
): Promise<OpenedImage> {
  return openFrom(sources, value, label, rules)
}

function openFrom(
  table: readonly ImageSource[],
  value: unknown,
  label: string,
  rules: SourceRules,
): Promise<OpenedImage> | OpenedImage {
  const accepted = table.filter(({ isReference }) => !(rules.bytesOnly && isReference))
  const source = accepted.find(({ matches }) => matches(value))
  if (source !== undefined) return source.open(value as never, label, rules)
  const names = accepted.map(({ name }) => name)
  throw unsupported(value, label, names)
}
