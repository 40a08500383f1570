import type { ImageSource, OpenedImage, SourceRules } from './image-source'

interface TextSource extends Pick<ImageSource, 'name' | 'isReference'> {
  readonly matches: (text: string) => boolean
  readonly open: (text: string, label: string, rules: SourceRules) => Promise<OpenedImage>
}

/** A source of strings, which it sees without the white space around them. */
export function textSource({ matches, open, ...source }: TextSource): ImageSource {
  return {
    ...source,
    matches: (value) => typeof value === 'string' && matches(value.trim()),
    open: (value: string, label, rules) => open(value.trim(), label, rules),
  }
}
