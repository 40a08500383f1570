import type { ImageSource, OpenedImage, SourceRules } from './image-source'

interface TextSource {
  readonly name: string
  readonly matches: (text: string) => boolean
  readonly open: (text: string, label: string, rules: SourceRules) => Promise<OpenedImage>
}

/** A source of strings, which it sees without the white space around them. */
export function textSource({ name, matches, open }: TextSource): ImageSource {
  return {
    name,
    matches: (value) => typeof value === 'string' && matches(value.trim()),
    open: (value: string, label, rules) => open(value.trim(), label, rules),
  }
}
