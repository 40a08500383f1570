/**
 * What a translation takes over as it is, sorted: placeholders, HTML tags, code, and where links
 * lead. A translation may put them into another order.
 */
export function keptParts(text: string): readonly string[] {
  const kept = /__\w+__|\{\{.*?\}\}|<\/?[a-z][^>]*>|`[^`]+`|\]\([^)]+\)|\$\{\w+\}/g
  return [...text.matchAll(kept)].map(([part]) => part.replace(/\s+/g, ' ')).toSorted()
}

/**
 * The structure of a help text, block by block: its headings by level, the name and type of each
 * property, the marks of its lists, and what begins or ends bold.
 */
export function helpShape(help: string): readonly string[] {
  return help
    .split(/\n\s*\n/)
    .map((block) =>
      [
        ...block.matchAll(/^(?:#+(?= )|: \*?[\w.]+\*? \([^)]+\) :|- |\d+\. )/gm),
        ...block.matchAll(/\*\*/g),
      ]
        .map(([mark]) => mark.trim())
        .join(' '),
    )
}

/** Whether a paragraph is broken between two characters that take no space between them. */
export function hasBrokenParagraph(text: string): boolean {
  return /[\u3000-\u9fff\uff00-\uffef]\n[\u3000-\u9fff\uff00-\uffef]/.test(text)
}

/** How wide a text is, in Latin letters; Chinese and Japanese characters are two wide. */
export function columns(text: string): number {
  return text.replace(/[\u3000-\u9fff\uff00-\uffef]/g, '--').length
}

/** Lines on properties that the editor cannot read: a second colon swallows the first description. */
export function unreadableLines(help: string): readonly string[] {
  const lines = help.split('\n').filter((line) => line.startsWith(': '))
  return lines.filter((line) => !/^: \*?[\w.]+\*? \([^)]+\) : ((?!: ).)+$/.test(line))
}

/** A text without its placeholders. */
export function withoutValues(text: string): string {
  return text.replace(/__\w+__/g, '')
}
